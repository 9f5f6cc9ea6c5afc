package dev.sluice.admission;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an accepted request under its tenant and request ID. Immutable; kept by the
 * owner of the tenant's partition.
 *
 * @param acceptedAtMs the broker's append time, in milliseconds since 1970
 */
public record IdempotencyRecord(PayloadHash hash, String pollingId, long acceptedAtMs) {

  /** How long an accepted request is remembered. */
  public static final Duration RETENTION = Duration.ofHours(24);

  private static final int FORMAT = 1;
  private static final String WHAT = "the memory of a request";

  /** What an earlier acceptance, if any, means for a request with the same ID. */
  public static DedupResult recall(
      @Nullable IdempotencyRecord earlier, PayloadHash hash, long nowMs) {
    if (earlier == null || earlier.isForgotten(nowMs)) {
      return DedupResult.NEW;
    }
    return earlier.hash.equals(hash) ? DedupResult.REPEAT : DedupResult.CONFLICT;
  }

  /** Whether it can be dropped. */
  public boolean isForgotten(long nowMs) {
    return nowMs >= acceptedAtMs + RETENTION.toMillis();
  }

  /** The stored form. Format 1. */
  public byte[] encode() {
    return new VarintFormat.Writer(FORMAT)
        .signed(acceptedAtMs)
        .bytes(hash.digest())
        .text(pollingId)
        .done();
  }

  /**
   * @throws IllegalArgumentException for another format or malformed bytes
   */
  public static IdempotencyRecord decode(byte[] bytes) {
    VarintFormat.Reader in = new VarintFormat.Reader(WHAT, FORMAT, bytes);
    long acceptedAtMs = in.signed();
    PayloadHash hash = PayloadHash.ofDigest(in.bytes());
    IdempotencyRecord memory = new IdempotencyRecord(hash, in.text(), acceptedAtMs);
    in.end();
    return memory;
  }
}
