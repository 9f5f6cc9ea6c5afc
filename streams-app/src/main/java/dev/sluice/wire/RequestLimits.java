package dev.sluice.wire;

/**
 * How large a request may be.
 *
 * @param maxMessages the most messages, 1 or more
 * @param maxBytes the most bytes of its record's value, 1 or more
 */
public record RequestLimits(int maxMessages, int maxBytes) {

  /** 1,000 messages, and the megabyte that a Kafka topic takes by default. */
  public static final RequestLimits DEFAULT = new RequestLimits(1_000, 1024 * 1024);

  public RequestLimits {
    if (maxMessages < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("a request's limits are 1 or more");
    }
  }
}
