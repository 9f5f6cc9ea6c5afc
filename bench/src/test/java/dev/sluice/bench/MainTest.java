package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  private static final int USAGE = 2;

  @TempDir private Path temp;

  private final StringWriter said = new StringWriter();
  private final CommandLine bench = new CommandLine(new Main()).setErr(new PrintWriter(said, true));

  @Test
  void shouldRefuseToCompareWithWhatIsNoCheckout() {
    // When
    int status = bench.execute("--against", temp.toString());

    // Then
    assertThat(status).isEqualTo(USAGE);
    assertThat(said.toString()).contains("--against: " + temp + " is no checkout of Sluice");
  }

  @Test
  void shouldRefuseARunWithoutRounds() {
    // When
    int status = bench.execute("--rounds", "0");

    // Then
    assertThat(status).isEqualTo(USAGE);
    assertThat(said.toString()).contains("--rounds is at least 1, not 0");
  }

  @Test
  void shouldSayThatThePeersScenarioNeedsThePeer() {
    // When
    int status = bench.execute("--scenarios", "p");

    // Then
    assertThat(status).isEqualTo(USAGE);
    assertThat(said.toString()).contains("There is no scenario [p]; p needs --peer");
  }

  @Test
  void shouldRefuseAnEnvironmentWithoutThePeer() {
    // When
    int status = bench.execute("--scenarios", "p", "--peer", temp.toString());

    // Then
    assertThat(status).isEqualTo(USAGE);
    assertThat(said.toString()).contains("has no bin/litellm").contains("bench/peer/run");
  }

  @Test
  void shouldRefuseARowOfLettersThatNobodyKnows() {
    // When
    int status = bench.execute("--scenarios", "a,z");

    // Then
    assertThat(status).isEqualTo(USAGE);
    assertThat(said.toString()).contains("There is no scenario [z]").doesNotContain("--peer;");
  }
}
