package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void shouldExitWith2WhenTheDirectoryIsInUse(@TempDir Path dir) throws Exception {
    // Given
    try (DirectoryLock held = DirectoryLock.take(dir)) {

      // When
      int status = run("--data", dir.toString());

      // Then
      assertThat(held).isNotNull();
      assertThat(status).isEqualTo(2);
      assertThat(onlyLine()).contains("another local cluster is running on " + dir);
    }
  }

  @Test
  void shouldExitWith1WhenAWantedPortIsTaken(@TempDir Path dir) throws Exception {
    // Given
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      String port = Integer.toString(taken.getLocalPort());

      // When
      int status = run("--data", dir.toString(), "--kafka-port", port);

      // Then
      assertThat(status).isEqualTo(1);
      assertThat(onlyLine()).contains("port " + port + " on 127.0.0.1 is in use");
    }
  }

  @Test
  void shouldExitWith1WhenTheDirectoryIsAFile(@TempDir Path dir) throws Exception {
    // Given
    Path file = Files.createFile(dir.resolve("file"));

    // When
    int status = run("--data", file.toString());

    // Then
    assertThat(status).isEqualTo(1);
    assertThat(onlyLine()).contains("the directory " + file + " can't be made");
  }

  private int run(String... args) {
    return new Main(
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8))
        .run(args);
  }

  /** Of what the user sees, which is nothing on standard output. */
  private String onlyLine() {
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
    return err.toString(UTF_8);
  }
}
