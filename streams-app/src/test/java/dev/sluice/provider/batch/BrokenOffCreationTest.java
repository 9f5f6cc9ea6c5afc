package dev.sluice.provider.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A creation whose process may be taken for dead. */
class BrokenOffCreationTest {
  private static final int PATIENCE_MS = (int) Duration.ofSeconds(20).toMillis();

  @Test
  void shouldSendNothingMoreWhenItIsBrokenOff() throws IOException {
    // Given
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        BatchRun run =
            BatchRun.at(
                ProviderKind.ANTHROPIC,
                URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1"))) {
      server.setSoTimeout(PATIENCE_MS);
      CompletableFuture<BatchReply<String>> creating = run.creating(BatchRun.attempts("att_a"));
      try (Socket connection = server.accept()) {
        connection.setSoTimeout(PATIENCE_MS);
        assertThat(connection.getInputStream().read()).isEqualTo('P');

        // When
        creating.cancel(/* mayInterruptIfRunning= */ true);

        // Then
        assertThat(isEnded(connection)).isTrue();
      }
    }
  }

  private static boolean isEnded(Socket connection) throws IOException {
    try {
      var unused = connection.getInputStream().readAllBytes();
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }
}
