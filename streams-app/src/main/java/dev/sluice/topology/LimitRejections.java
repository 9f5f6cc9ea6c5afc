package dev.sluice.topology;

import dev.sluice.admission.LimitDecision;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Metric;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.PolicyFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Rejections by limits. Pure. */
final class LimitRejections {
  private LimitRejections() {}

  /**
   * For now: there may be room later.
   *
   * @param decision that a limit is reached, or counts no further value
   */
  static Decision.Refused of(LimitDecision decision, Instant now, Instant deadline) {
    return decision instanceof LimitDecision.TooManyValues tooMany
        ? tooManyValues(tooMany, now, deadline)
        : limited((LimitDecision.Rejected) decision, now, deadline);
  }

  private static Decision.Refused limited(
      LimitDecision.Rejected rejected, Instant now, Instant deadline) {
    LimitStatus binding = rejected.binding();
    String message = "the limit of " + binding.limit().describe() + " is reached; ";
    OptionalLong wait = rejected.waitMs();
    if (wait.isPresent()) {
      message += "there is room in " + seconds(wait.getAsLong()) + " s";
    } else if (binding.isForOthersFirst()) {
      message += "earlier requests wait for it";
    } else {
      message += "calls in progress must end first";
    }
    return new Decision.Refused(
        failure(binding, message, wait, now, deadline), rejected.exceeded());
  }

  private static Decision.Refused tooManyValues(
      LimitDecision.TooManyValues refusal, Instant now, Instant deadline) {
    LimitStatus status = refusal.limit();
    String message =
        "the limit of %s counts at most %d values, and %s would be one more; "
            .formatted(
                status.limit().describe(),
                status.limit().maxValues().orElseThrow(),
                status.scope().label());
    OptionalLong wait = status.waitMs();
    message +=
        wait.isPresent()
            ? "one may be free in " + seconds(wait.getAsLong()) + " s"
            : "calls in progress must end first";
    return new Decision.Refused(
        failure(status, message, wait, now, deadline), List.of(status), refusal.changedRows());
  }

  /** For good. */
  static Decision.Refused infeasible(LimitStatus limit) {
    String message =
        "the request needs "
            + limit.limit().metric().amount(limit.requested())
            + ", more than the whole limit of "
            + limit.limit().describe()
            + "; it can never be admitted";
    Failure failure = failure(limit, message, OptionalLong.empty(), Instant.EPOCH, Instant.MAX);
    return new Decision.Refused(failure, List.of(limit));
  }

  private static Failure failure(
      LimitStatus binding, String message, OptionalLong waitMs, Instant now, Instant deadline) {
    String missed = "";
    if (waitMs.isPresent() && !now.plusMillis(waitMs.getAsLong()).isBefore(deadline)) {
      missed = ", too late for the request's deadline " + deadline;
    }
    boolean spend = binding.limit().metric() == Metric.SPEND;
    FailureType type = spend ? FailureType.BUDGET_EXCEEDED : FailureType.RATE_LIMITED;
    FailureFacts facts = FailureFacts.of(type, message + missed);
    if (waitMs.isPresent()) {
      facts = facts.withRetryAfter(Duration.ofMillis(waitMs.getAsLong()));
    }
    return spend
        ? new PolicyFailure.BudgetExceeded(
            facts, binding.used() + binding.reserved(), binding.limit().amount())
        : new PolicyFailure.RateLimited(facts);
  }

  private static String seconds(long waitMs) {
    return BigDecimal.valueOf(waitMs, 3).stripTrailingZeros().toPlainString();
  }
}
