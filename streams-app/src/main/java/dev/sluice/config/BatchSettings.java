package dev.sluice.config;

import java.time.Duration;

/** Files of requests, and how they are worked on. */
public record BatchSettings(
    @Setting(
            value = "The most requests of a batch.",
            byDefault = "50000",
            min = "1",
            max = "1000000")
        int maxLines,
    @Setting(
            value = "The largest file that may be uploaded.",
            byDefault = "200MiB",
            min = "1KiB",
            max = "4GiB")
        Size maxFileSize,
    @Setting(
            value =
                "How long a batch may take until what is left of it expires: at most `requests.max_deadline`, of which the last minute is left to clocks that differ.",
            byDefault = "24h",
            min = "1s",
            max = "30d")
        Duration window,
    @Setting(
            value =
                "How many requests of one batch may be at the gateway at a time; keep it below `dispatch.max_queued_per_tenant`.",
            byDefault = "500",
            min = "1",
            max = "100000")
        int inFlight,
    @Setting(
            value = "How many batches one process works on at a time; others wait.",
            byDefault = "8",
            min = "1",
            max = "1000")
        int maxRunning,
    @Setting(
            value =
                "The retention of the topics `files` and `batches` when they are created: how long files and batches are kept.",
            byDefault = "30d",
            min = "1h",
            max = "3650d")
        Duration retention) {

  private static final Duration MARGIN = Duration.ofMinutes(1);

  /**
   * How long the requests of a batch may take.
   *
   * @param longest that a request may name
   */
  public Duration window(Duration longest) {
    Duration half = longest.dividedBy(2);
    Duration permitted = longest.minus(half.compareTo(MARGIN) < 0 ? half : MARGIN);
    return window.compareTo(permitted) < 0 ? window : permitted;
  }
}
