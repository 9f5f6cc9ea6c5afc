package dev.sluice.wire;

import java.time.Duration;

/**
 * How long to wait for the schema registry.
 *
 * @param blocking how long a serializer or deserializer blocks its caller before it throws {@link
 *     RegistryAwayException}; at most 6 s
 * @param missingIdGrace how long the registry must keep saying that it has no schema with an ID
 *     before that is believed
 * @param missingIdTtl how long a missing ID is remembered
 */
public record RegistryWaits(Duration blocking, Duration missingIdGrace, Duration missingIdTtl) {

  /** A broker aborts a transaction after 10 s, and one more exchange may follow a wait. */
  private static final Duration LONGEST = Duration.ofSeconds(6);

  private static final Duration SOME_SECONDS = Duration.ofSeconds(5);

  public static final RegistryWaits DEFAULT = of(SOME_SECONDS, SOME_SECONDS);

  public RegistryWaits {
    if (blocking.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the wait for a schema registry is "
              + blocking
              + ", at most "
              + LONGEST
              + " fit into a transaction's 10 s");
    }
  }

  /** Blocks for as long as a transaction allows. */
  public static RegistryWaits of(Duration missingIdGrace, Duration missingIdTtl) {
    return new RegistryWaits(LONGEST, missingIdGrace, missingIdTtl);
  }
}
