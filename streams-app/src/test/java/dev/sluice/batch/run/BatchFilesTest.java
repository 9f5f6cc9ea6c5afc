package dev.sluice.batch.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a batch from being run, and how it says so; nothing is published then. */
class BatchFilesTest {
  @TempDir Path dir;
  private final FakeGateway gateway = new FakeGateway(new Random(1));
  private Path input = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void write() throws Exception {
    input = Files.writeString(dir.resolve("in.jsonl"), BatchRuns.line("a") + "\n\n");
    output = dir.resolve("out.jsonl");
  }

  private BatchOptions options(String tenant, Duration within) {
    return new BatchOptions(input, output, tenant, "default", within, 10, 10);
  }

  private boolean run(int steps) throws Exception {
    return BatchRuns.run(options("acme", Duration.ofMinutes(1)), gateway, gateway.connector(steps));
  }

  /** In the middle of its work. */
  private void isKilled() {
    assertThatThrownBy(() -> run(2)).isInstanceOf(FakeGateway.KilledException.class);
  }

  private StartException refusal(BatchOptions options) {
    int before = gateway.published;
    StartException refused =
        catchThrowableOfType(
            StartException.class,
            () -> BatchRuns.run(options, gateway, gateway.connector(Integer.MAX_VALUE)));
    assertThat(gateway.published).isEqualTo(before);
    assertThat(refused.status()).isEqualTo(ExitStatus.CONFIGURATION);
    return refused;
  }

  private StartException refusal() {
    return refusal(options("acme", Duration.ofMinutes(1)));
  }

  @Test
  void shouldNameEveryWrongLineAndLeaveNoOutput() throws Exception {
    // Given
    Files.writeString(input, BatchRuns.line("a") + "\nno JSON\n" + BatchRuns.line("a"));

    // When
    StartException refused = refusal();

    // Then
    assertThat(requireNonNull(refused.getMessage()).lines())
        .containsExactly(
            input + ":2: the line is not a JSON object (invalid_json_line)",
            input + ":3: custom_id is that of line 1 too (duplicate_custom_id)");
    assertThat(output).doesNotExist();
  }

  @Test
  void shouldRefuseALineOfTwentyMegabytes() throws Exception {
    // Given
    Files.writeString(input, "x".repeat(20 << 20) + "\n" + BatchRuns.line("a"));

    // When
    StartException refused = refusal();

    // Then
    assertThat(refused)
        .hasMessage(input + ":1: the line has more than 8388608 bytes (line_too_long)");
  }

  @Test
  void shouldRefuseAnInputThatWasChangedWhenTheBatchIsGoneOnWith() throws Exception {
    // Given
    isKilled();
    Files.writeString(input, BatchRuns.line("b"));

    // When
    StartException refused = refusal();

    // Then
    assertThat(refused).hasMessageContaining(input + " was changed since the batch began");
  }

  @Test
  void shouldRefuseAnotherTenantWhenTheBatchIsGoneOnWith() throws Exception {
    // Given
    isKilled();

    // When
    StartException refused = refusal(options("globex", Duration.ofMinutes(1)));

    // Then
    assertThat(refused).hasMessageContaining("is of a batch of tenant acme");
  }

  @Test
  void shouldNotAppendToAFileOfSomethingElse() throws Exception {
    // Given
    Files.writeString(output, "precious\n");

    // When
    StartException refused = refusal();

    // Then
    assertThat(refused).hasMessageContaining(output + " exists");
    assertThat(output).hasContent("precious");
  }

  @Test
  void shouldRefuseAnOutputWithLinesOfAnotherBatch() throws Exception {
    // Given
    isKilled();
    Files.writeString(
        output,
        "{\"id\":\"i\",\"custom_id\":\"z\",\"error\":{\"code\":\"c\",\"message\":\"m\"}}\n");

    // When
    StartException refused = refusal();

    // Then
    assertThat(refused).hasMessage("the output answers z, which is not in the input");
  }

  @Test
  void shouldRefuseWhatAnotherRunHasOpen() throws Exception {
    // Given
    try (BatchOutput open = BatchOutput.open(output)) {
      assertThat(open.isEmpty()).isTrue();

      // When
      StartException refused =
          catchThrowableOfType(StartException.class, () -> run(Integer.MAX_VALUE));

      // Then
      assertThat(refused.status()).isEqualTo(ExitStatus.DIRECTORY_IN_USE);
      assertThat(gateway.published).isZero();
    }
  }

  @Test
  void shouldRefuseATimeThatTheGatewayWouldRefuse() {
    // When
    StartException refused = refusal(options("acme", Duration.ofHours(2)));

    // Then
    assertThat(refused).hasMessageContaining("--within 2h is more than requests.max_deadline: 1h");
  }

  @Test
  void shouldReadAnInputWithoutALastLineEndAndWithOthersOfWindows() throws Exception {
    // Given
    Files.writeString(input, BatchRuns.line("a") + "\r\n" + BatchRuns.line("b"));

    // When
    boolean done = run(Integer.MAX_VALUE);

    // Then
    assertThat(done).isTrue();
    assertThat(Files.readAllLines(output)).hasSize(2);
  }
}
