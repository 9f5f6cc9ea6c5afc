package dev.sluice.webhook;

import java.time.Instant;

/** What becomes of a webhook after a try. */
public sealed interface Next {

  record Taken() implements Next {}

  /**
   * @param endpointFrom when its endpoint may be tried again, whatever is to be told there
   */
  record Again(PendingWebhook webhook, Instant endpointFrom) implements Next {}

  record GivenUp(Reason reason) implements Next {}

  /** Why a webhook is not tried any more. */
  enum Reason {
    /** The receiver said 410: it wants none any more. */
    GONE,
    /** Every try of the schedule has failed. */
    TRIES_USED_UP,
    /** The result that it tells of could not be polled any more at its next try. */
    EXPIRED,
    /** The tenant's policy wants none any more. */
    UNWANTED,
    /** Too many of the tenant's are pending. */
    FULL
  }
}
