package dev.sluice.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * When a webhook is sent, and what follows from the result of an attempt. Immutable; any thread.
 *
 * @param waits before the second attempt, the third and so on; each becomes up to a tenth longer,
 *     so that webhooks that failed together don't come back together
 * @param timeToLive how long after a call's end it is reported at all
 */
public record RetrySchedule(List<Duration> waits, Duration timeToLive) {
  private static final int GONE = 410;

  /** What a receiver, or a proxy in front of it, says when it is overloaded. */
  private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

  private static final int JITTER_STEPS = 1000;

  public RetrySchedule {
    waits = List.copyOf(waits);
  }

  public boolean isExpired(WebhookEvent event, Instant now) {
    return !now.isBefore(event.endedAt().plus(timeToLive));
  }

  /**
   * @param now when the attempt ended
   */
  public RetryDecision after(PendingWebhook webhook, DeliveryResult end, Instant now) {
    if (end instanceof DeliveryResult.Answered answered) {
      if (answered.status() >= 200 && answered.status() < 300) {
        return new RetryDecision.Taken();
      }
      if (answered.status() == GONE) {
        return new RetryDecision.GivenUp(RetryDecision.Reason.GONE);
      }
    }
    if (webhook.tries() >= waits.size()) {
      return new RetryDecision.GivenUp(RetryDecision.Reason.TRIES_USED_UP);
    }
    Instant endpointFrom = now.plus(asked(end));
    Instant planned = now.plus(wait(webhook));
    Instant due = planned.isBefore(endpointFrom) ? endpointFrom : planned;
    return isExpired(webhook.event(), due)
        ? new RetryDecision.GivenUp(RetryDecision.Reason.EXPIRED)
        : new RetryDecision.Again(webhook.again(due), endpointFrom);
  }

  /** A wait longer than any webhook lives counts as that. */
  private Duration asked(DeliveryResult end) {
    boolean busy =
        end instanceof DeliveryResult.Answered answered && BUSY.contains(answered.status());
    Duration asked = busy ? ((DeliveryResult.Answered) end).retryAfter() : null;
    if (asked == null || asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(timeToLive) > 0 ? timeToLive : asked;
  }

  /**
   * Derived from the event and the number of the attempt alone, so that a replay finds the same.
   */
  private Duration wait(PendingWebhook webhook) {
    Duration wait = waits.get(webhook.tries());
    int step = Math.floorMod((webhook.event().id() + webhook.tries()).hashCode(), JITTER_STEPS);
    return wait.plus(wait.multipliedBy(step).dividedBy(10L * JITTER_STEPS));
  }
}
