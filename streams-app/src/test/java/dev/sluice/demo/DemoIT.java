package dev.sluice.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a newcomer starts it, on a real broker, twice. */
class DemoIT {
  private static final long MAX_SECONDS = 120;

  @TempDir private Path dir;

  @Test
  void shouldEndAsItsFileSaysAndKeepOldPollingIdsPollableWhenRunAgain() throws Exception {
    // Given
    Path home = Path.of("..").toAbsolutePath().normalize();
    Path withoutLimits = dir.resolve("without-limits.yaml");
    Path oneRequest = dir.resolve("one.jsonl");
    // the second run would wait for the limits of the first one
    Files.writeString(
        withoutLimits,
        Files.readString(home.resolve("examples/demo/demo.yaml"))
            .replaceAll("(?m)^    limits:\\n(      - .*\\n)+", ""));
    Files.writeString(
        oneRequest, Files.readAllLines(home.resolve("examples/demo/requests.jsonl")).get(0) + "\n");

    // When
    Ended first = demo(home, List.of());
    Ended second =
        demo(
            home,
            List.of("--config", withoutLimits.toString(), "--requests", oneRequest.toString()));

    // Then
    assertThat(first.status()).as(first.toString()).isZero();
    assertThat(first.out())
        .contains("tenant   request")
        .contains("smart ✗503 → smart-backup")
        .contains("flaky ✗timeout → flaky-busy ✗429 → flaky-last")
        .contains("down ✗connection → down-backup ✗500")
        .contains("limit of key=batch: 5 requests in 1m")
        .contains("limit of tenant: 9 requests in 1m")
        .contains("  accepted   30  and 1 repeated")
        .contains("  rejected   11  ")
        .contains("  completed  29  ")
        .contains("  failed     1 ")
        .contains("  polled     30  over HTTP; state and answer are those on the topics")
        .doesNotContain("Not as expected")
        .doesNotContain("\u001b");
    assertThat(first.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(121));
    assertThat(second.status()).as(second.toString()).isZero();
    assertThat(second.out())
        .contains("  accepted   1")
        .containsPattern("earlier    sql-33-\\w+ of the last run, resp_….{8}, can still be polled");
    assertThat(Files.getPosixFilePermissions(dir.resolve("data/polling-secret")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  private record Ended(int status, String out, String err) {}

  private Ended demo(Path home, List<String> more) throws IOException, InterruptedException {
    String classPath = System.getProperty("java.class.path");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dsluice.home=" + home,
                "-Dsluice.local-cluster.classpath=" + classPath,
                "-cp",
                classPath,
                "dev.sluice.cli.Main",
                "demo",
                "--once",
                "--http-port",
                "0",
                "--data",
                dir.resolve("data").toString()));
    command.addAll(more);
    File out = dir.resolve("out").toFile();
    File err = dir.resolve("err").toFile();
    Process process = new ProcessBuilder(command).redirectOutput(out).redirectError(err).start();
    try {
      assertThat(process.waitFor(MAX_SECONDS, TimeUnit.SECONDS))
          .as("ended within %d s", MAX_SECONDS)
          .isTrue();
    } finally {
      // its cluster ends when it does
      process.destroyForcibly();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(out.toPath(), UTF_8),
        Files.readString(err.toPath(), UTF_8));
  }
}
