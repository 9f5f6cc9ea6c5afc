package dev.sluice.bench.rig;

import java.io.OutputStream;

/** The provider's own process: says where it listens, and ends with its standard input. */
final class ProviderMain {
  private ProviderMain() {}

  public static void main(String[] arguments) throws Exception {
    try (ProviderServer provider = ProviderServer.start()) {
      System.out.println("ready http://127.0.0.1:" + provider.port());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    System.exit(0);
  }
}
