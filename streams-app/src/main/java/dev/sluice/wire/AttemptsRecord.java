package dev.sluice.wire;

import dev.sluice.call.AttemptReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record on the attempts topic tells. */
public sealed interface AttemptsRecord {

  /** How an attempt ended. */
  record Report(AttemptReport report) implements AttemptsRecord {}

  /**
   * The process was alive at that time, by its own clock.
   *
   * @param epoch the process
   * @param attemptIds the attempts of this partition that it holds; null where it does not say, and
   *     then it speaks for all of them
   * @param mark how the writer knows this record again; null for an ordinary sign of life
   */
  record OwnerAlive(
      String epoch, Instant at, @Nullable List<String> attemptIds, @Nullable String mark)
      implements AttemptsRecord {

    public OwnerAlive {
      attemptIds = attemptIds == null ? null : List.copyOf(attemptIds);
    }
  }

  /** Nothing that this release can use: of a newer release, or incomplete. */
  record Unusable(String reason) implements AttemptsRecord {}
}
