package dev.sluice.http;

import java.time.Duration;
import java.util.List;

/** Plain HTTP on this machine, with limits for a test. */
final class PlainHttp {
  private PlainHttp() {}

  /**
   * @param port 0 selects a free one
   */
  static ServerSettings on(int port) {
    return new ServerSettings(
        "127.0.0.1", port, 16 << 20, 16 << 10, 10_000, Duration.ofSeconds(30), null, List.of());
  }
}
