package dev.sluice.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for nodes that have to know those of all others before the first one starts. */
public final class FreePorts {

  // below those that Linux, macOS and Windows give to outgoing connections, of which one could
  // take the port of a node that is away
  private static final int FIRST = 20_000;
  private static final int BEYOND = 32_768;
  private static final int MOST_TRIES = 1_000;

  private FreePorts() {}

  /**
   * Different ports on the loopback interface that nobody listens on now.
   *
   * @throws IOException when so many can't be found
   */
  public static List<Integer> choose(int count) throws IOException {
    // held until all are chosen, so that no two are the same
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int tries = 0; held.size() < count; tries++) {
        int port = ThreadLocalRandom.current().nextInt(FIRST, BEYOND);
        try {
          held.add(new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
        } catch (BindException taken) {
          if (tries >= MOST_TRIES) {
            throw new IOException("no " + count + " ports on 127.0.0.1 are free", taken);
          }
        }
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
