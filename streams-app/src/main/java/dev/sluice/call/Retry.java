package dev.sluice.call;

import dev.sluice.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Another attempt at a call's current target.
 *
 * @param after the failure that it follows
 * @param notBefore when it may start, to the millisecond, as the journal keeps it; before the
 *     call's deadline
 * @param isLong whether the provider asks for a longer wait than the target is worth while others
 *     remain
 */
record Retry(Retryable after, Instant notBefore, boolean isLong) {

  /** Empty if the failure is not retried, not any more, or not before the deadline. */
  static Optional<Retry> of(Call call, Failure failure, RetryPolicy policy, Instant now) {
    Retryable kind = Retryable.of(failure.type());
    if (kind == null
        || !failure.decisive().type().retryable()
        || !policy.allows(kind, call.progress().retried())) {
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
    return policy.backoff(attempt, call.progress().retried().size() + 1);
  }

  /** Rounded up, since the provider must not be asked early. */
  private static Instant wholeMillis(Instant time) {
    Instant down = time.truncatedTo(ChronoUnit.MILLIS);
    return down.equals(time) ? time : down.plusMillis(1);
  }

  /**
   * Whether the call should rather go on to one of the other, untried targets: the wait is long, or
   * would end while this target still cools down and one of them is healthy.
   */
  boolean givesWay(Call call, List<Integer> others, TargetHealth health, Instant now) {
    if (others.isEmpty()) {
      return false;
    }
    Instant fitFrom = health.fitFrom(call.currentTarget().target(), call.tenant(), now);
    return isLong
        || (fitFrom.isAfter(notBefore) && TargetSelector.isAnyFit(call, others, health, now));
  }
}
