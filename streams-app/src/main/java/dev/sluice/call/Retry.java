package dev.sluice.call;

import dev.sluice.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Another try of the target that a call stands at.
 *
 * @param after the failure that asks for it
 * @param notBefore when it may start, to the millisecond, as the journal keeps it; before the
 *     call's deadline
 * @param isLong whether the provider asks for a longer wait than the target is worth while others
 *     are left
 */
record Retry(Retryable after, Instant notBefore, boolean isLong) {

  /** Empty where the failure is not retried, or not any more, or not before the deadline. */
  static Optional<Retry> of(Call call, Failure failure, RetryPolicy policy, Instant now) {
    Retryable kind = Retryable.of(failure.type());
    if (kind == null || !policy.allows(kind, call.retried())) {
      return Optional.empty();
    }
    Duration asked = failure.facts().retryAfter();
    Duration wait = asked == null || asked.isZero() ? backoff(call, policy) : asked;
    Instant notBefore = wholeMillis(now.plus(wait));
    return notBefore.isBefore(call.deadline())
        ? Optional.of(new Retry(kind, notBefore, wait.compareTo(policy.maxBackoff()) > 0))
        : Optional.empty();
  }

  private static Duration backoff(Call call, RetryPolicy policy) {
    String attempt = call.pollingId() + "#" + call.started();
    return policy.backoff(attempt, call.retried().size() + 1);
  }

  /** Rounded up: a provider that is asked early has been asked too early. */
  private static Instant wholeMillis(Instant time) {
    Instant down = time.truncatedTo(ChronoUnit.MILLIS);
    return down.equals(time) ? time : down.plusMillis(1);
  }

  /**
   * Whether the call should rather go on to one of the others, untried ones: the wait is long, or
   * would end at a target that still cools down while one of them is fit.
   */
  boolean givesWay(Call call, List<Integer> others, TargetHealth health, Instant now) {
    if (others.isEmpty()) {
      return false;
    }
    Instant fitFrom = health.fitFrom(call.stop().target(), call.tenant(), now);
    return isLong || (fitFrom.isAfter(notBefore) && NextStop.isAnyFit(call, others, health, now));
  }
}
