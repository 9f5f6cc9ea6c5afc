package dev.sluice.gateway;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/**
 * Tells whether anything listens where a broker should. A Kafka client can't say it: it waits in
 * the same way for a broker that is away and for one that disconnects it.
 */
final class Listeners {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int MOST = 3;

  private Listeners() {}

  /**
   * Blocks for up to some seconds.
   *
   * @param servers as in {@code bootstrap.servers}
   */
  static boolean isAnyOpen(String servers) {
    return Arrays.stream(servers.split(",", -1))
        .map(String::strip)
        .limit(MOST)
        .anyMatch(Listeners::isOpen);
  }

  private static boolean isOpen(String server) {
    try (Socket socket = new Socket()) {
      HostAndPort at = HostAndPort.fromString(server);
      socket.connect(new InetSocketAddress(at.getHost(), at.getPort()), (int) PATIENCE.toMillis());
      return true;
    } catch (IOException | IllegalArgumentException | IllegalStateException nobody) {
      return false;
    }
  }
}
