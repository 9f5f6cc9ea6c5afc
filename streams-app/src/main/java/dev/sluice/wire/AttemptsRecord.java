package dev.sluice.wire;

import dev.sluice.call.AttemptReport;
import java.time.Instant;

/** What a record on the attempts topic tells. */
public sealed interface AttemptsRecord {

  /** How an attempt ended. */
  record Report(AttemptReport report) implements AttemptsRecord {}

  /**
   * The process was alive at that time, by its own clock.
   *
   * @param epoch the process
   */
  record OwnerAlive(String epoch, Instant at) implements AttemptsRecord {}

  /** Nothing that this release can use: of a newer release, or incomplete. */
  record Unusable(String reason) implements AttemptsRecord {}
}
