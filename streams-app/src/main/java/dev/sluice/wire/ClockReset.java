package dev.sluice.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * An operator's order to put the limiter's clock of a partition back: a record on the tenants topic
 * without a value, whose header names the instant in milliseconds since 1970.
 */
public final class ClockReset {
  /**
   * The record's key. Not a tenant's, since compaction would drop that tenant's policy in its
   * favor.
   */
  public static final String KEY = "";

  private static final String HEADER = "sluice-reset-clock";

  private ClockReset() {}

  public static Headers headers(Instant to) {
    byte[] ms = String.valueOf(to.toEpochMilli()).getBytes(StandardCharsets.UTF_8);
    return new RecordHeaders().add(HEADER, ms);
  }

  public static boolean isIn(Headers headers) {
    return headers.lastHeader(HEADER) != null;
  }

  /** Empty if the headers hold none, or not a valid time. */
  public static Optional<Instant> in(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    try {
      long ms = Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
      return ms < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ms));
    } catch (NumberFormatException none) {
      return Optional.empty();
    }
  }
}
