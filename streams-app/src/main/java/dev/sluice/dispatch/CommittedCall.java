package dev.sluice.dispatch;

import dev.sluice.call.Attempt;

/**
 * An attempt whose admission or retry is committed: the only thing that can be started. Only {@link
 * AfterCommit} makes it, once the transaction that the attempt belongs to has committed.
 */
public final class CommittedCall {
  private final Attempt attempt;

  CommittedCall(Attempt attempt) {
    this.attempt = attempt;
  }

  public Attempt attempt() {
    return attempt;
  }
}
