package dev.sluice.topology;

import java.time.Instant;

/**
 * The topics in which a gateway keeps its limits' rows and its clocks, for outside readers; one
 * partition for each of the gateway's. Keys are texts: {@link
 * dev.sluice.admission.ScopeValue#storeKey} of a row that {@link
 * dev.sluice.admission.ScopeRowCodec} reads.
 */
public record LimiterChangelogs(String applicationId) {
  /** The key of a partition's clock. */
  public static final String CLOCK = GatewayStores.SEQUENCE_KEY;

  public String limits() {
    return changelog(StoreNames.LIMITS);
  }

  /** Only rows of {@link #CLOCK} are clocks. */
  public String clocks() {
    return changelog(StoreNames.SEQUENCE);
  }

  /**
   * The highest append time of a decision, from a value of {@link #clocks}.
   *
   * @throws IllegalStateException for a format of a newer release
   */
  public static Instant clock(byte[] row) {
    return Instant.ofEpochMilli(Sequence.decode(row).clockMs());
  }

  private String changelog(String store) {
    return applicationId + "-" + store + "-changelog";
  }
}
