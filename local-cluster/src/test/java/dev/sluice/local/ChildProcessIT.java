package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The cluster as a process of its own, on this test's class path. */
@Timeout(60)
class ChildProcessIT {

  private static final Pattern READY =
      Pattern.compile("ready kafka=(127\\.0\\.0\\.1:\\d+) registry=(http://127\\.0\\.0\\.1:\\d+)");

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signals to send")
  void shouldStopCleanlyWhenStdinClosesAndNotBeforeWhenInterrupted(@TempDir Path dir)
      throws Exception {
    // Given
    Process child = start(dir);
    try (BufferedReader lines = lines(child)) {
      clients(lines).createTopic("t");
      assertThat(new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor())
          .isZero();

      // When
      child.getOutputStream().close();

      // Then
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isZero();
      assertThat(lines.readLine()).isNull();
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldKeepWhatWasAcknowledgedWhenKilled(@TempDir Path dir) throws Exception {
    // Given
    Process child = start(dir);
    Clients clients;
    try (BufferedReader lines = lines(child)) {
      clients = clients(lines);
      clients.createTopic("t");
      clients.send("t", "acknowledged");
    } finally {
      // When
      child.destroyForcibly().waitFor();
    }

    // Then
    try (LocalCluster cluster = LocalCluster.start(dir)) {
      assertThat(Clients.of(cluster)).isEqualTo(clients);
      assertThat(clients.read("t", 1)).containsExactly("acknowledged");
    }
  }

  private static Process start(Path dir) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LocalCluster.class.getName(),
            "--data",
            dir.toString(),
            "--until-stdin-closes")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static BufferedReader lines(Process child) {
    return new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8));
  }

  private static Clients clients(BufferedReader lines) throws IOException {
    Matcher ready = READY.matcher(Objects.requireNonNullElse(lines.readLine(), ""));
    assertThat(ready.matches()).isTrue();
    return new Clients(ready.group(1), ready.group(2));
  }
}
