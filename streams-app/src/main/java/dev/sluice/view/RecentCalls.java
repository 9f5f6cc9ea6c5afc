package dev.sluice.view;

import dev.sluice.v1.Attempt;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Derives lines of the activity from rows and rejections. Pure; any thread. */
final class RecentCalls {
  private RecentCalls() {}

  static RecentCall rejected(ErrorRecord error) {
    return new RecentCall(
        null,
        error.getOccurredAt(),
        error.getTenant(),
        error.getModel(),
        "rejected",
        null,
        0,
        null,
        type(error));
  }

  /** The line of the row; {@code before} if the row itself no longer names its tenant. */
  static @Nullable RecentCall of(ViewRow row, @Nullable RecentCall before) {
    if (row instanceof ViewRow.Pending pending) {
      return pending(pending.event());
    }
    if (row instanceof ViewRow.Completed completed) {
      return completed(completed.result());
    }
    if (row instanceof ViewRow.Failed failed) {
      return failed(failed.error());
    }
    return before == null
        ? null
        : new RecentCall(
            before.pollingId(),
            before.acceptedAt(),
            before.tenant(),
            before.route(),
            "deleted",
            before.target(),
            before.attempts(),
            before.latencyMillis(),
            before.failure());
  }

  private static RecentCall pending(PollingEvent event) {
    Integer attempt = event.getAttempt();
    return new RecentCall(
        event.getPollingId(),
        event.getAcceptedAt(),
        event.getTenant(),
        event.getModel(),
        event.getStatus().name().toLowerCase(Locale.ROOT),
        event.getTarget(),
        attempt == null ? 0 : attempt - 1,
        null,
        null);
  }

  private static RecentCall completed(CompletionResult result) {
    return new RecentCall(
        result.getPollingId(),
        result.getAcceptedAt(),
        result.getTenant(),
        result.getModel(),
        "completed",
        result.getTarget(),
        result.getAttempts().size(),
        millis(result.getAcceptedAt(), result.getCompletedAt()),
        null);
  }

  private static RecentCall failed(ErrorRecord error) {
    List<Attempt> attempts = error.getAttempts();
    Instant acceptedAt = error.getAcceptedAt();
    return new RecentCall(
        error.getPollingId(),
        acceptedAt == null ? error.getOccurredAt() : acceptedAt,
        error.getTenant(),
        error.getModel(),
        FailureNames.isCancelled(error.getFailure()) ? "cancelled" : "failed",
        attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).getTarget(),
        attempts.size(),
        acceptedAt == null ? null : millis(acceptedAt, error.getOccurredAt()),
        type(error));
  }

  private static String type(ErrorRecord error) {
    return FailureNames.path(error.getFailure());
  }

  private static long millis(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }
}
