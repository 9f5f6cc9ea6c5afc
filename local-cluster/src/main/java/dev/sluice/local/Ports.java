package dev.sluice.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The ports of one cluster on the loopback interface; 0 where none is chosen. */
record Ports(int kafka, int controller, int registry) {

  static final Ports ANY = new Ports(0, 0, 0);

  /**
   * Free ports: those wanted, else those of the last time if they are still free, else any.
   *
   * @throws IOException when a wanted port is taken
   */
  static Ports choose(int wantedKafka, int wantedRegistry, Ports last) throws IOException {
    // held until all are chosen, so that no two are the same
    List<ServerSocket> held = new ArrayList<>();
    try {
      int kafka = take(held, wantedKafka, last.kafka);
      int registry = take(held, wantedRegistry, last.registry);
      return new Ports(kafka, take(held, 0, last.controller), registry);
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static int take(List<ServerSocket> held, int wanted, int last) throws IOException {
    if (wanted != 0) {
      if (!bind(held, wanted)) {
        throw new IOException(
            "port %d on 127.0.0.1 is in use; stop what uses it, or choose another"
                .formatted(wanted));
      }
    } else if (last == 0 || !bind(held, last)) {
      if (!bind(held, 0)) {
        throw new IOException("no port on 127.0.0.1 is free");
      }
    }
    return held.get(held.size() - 1).getLocalPort();
  }

  private static boolean bind(List<ServerSocket> held, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    } catch (IOException e) {
      socket.close();
      return false;
    }
    held.add(socket);
    return true;
  }
}
