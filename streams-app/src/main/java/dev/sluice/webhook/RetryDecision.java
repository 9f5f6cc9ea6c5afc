package dev.sluice.webhook;

import java.time.Instant;

/** What happens to a webhook after an attempt. */
public sealed interface RetryDecision {

  record Taken() implements RetryDecision {}

  /**
   * @param endpointFrom when its endpoint may be tried again, for any webhook
   */
  record Again(PendingWebhook webhook, Instant endpointFrom) implements RetryDecision {}

  record GivenUp(Reason reason) implements RetryDecision {}

  /** Why a webhook is abandoned. */
  enum Reason {
    /** The receiver said 410: it wants no more. */
    GONE,
    /** Every attempt of the schedule has failed. */
    TRIES_USED_UP,
    /** The result that it reports could no longer be polled at its next attempt. */
    EXPIRED,
    /** The tenant's policy no longer wants any. */
    UNWANTED,
    /** Too many of the tenant's are pending. */
    FULL
  }
}
