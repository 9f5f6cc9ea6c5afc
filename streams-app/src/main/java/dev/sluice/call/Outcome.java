package dev.sluice.call;

import dev.sluice.failure.Failure;

/** How an attempt ended. */
public sealed interface Outcome {

  /** The target answered: paid for, and durable before anything else happens to it. */
  record Answered(Answer answer) implements Outcome {}

  /**
   * @param otherCredential whether the provider has another credential that is not exhausted, so
   *     that the same target is worth another try at once
   */
  record Failed(Failure failure, boolean otherCredential) implements Outcome {
    public Failed(Failure failure) {
      this(failure, false);
    }
  }

  /** Its owner gave it up before it ended: another may start it at once. */
  record Abandoned() implements Outcome {}
}
