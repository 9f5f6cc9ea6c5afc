package dev.sluice.call;

import dev.sluice.failure.Failure;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Outcome {

  /** The target answered: paid for, and durable before anything else happens to it. */
  record Answered(Answer answer) implements Outcome {}

  /**
   * @param otherCredential whether the provider has another credential that is not exhausted, so
   *     that the same target is worth another try at once
   * @param usage what was paid for in spite of the failure, such as an answer that was filtered;
   *     null where the provider named none
   */
  record Failed(Failure failure, boolean otherCredential, @Nullable Usage usage)
      implements Outcome {
    public Failed(Failure failure) {
      this(failure, false, null);
    }

    public Failed(Failure failure, boolean otherCredential) {
      this(failure, otherCredential, null);
    }

    public Failed with(Failure failure) {
      return new Failed(failure, otherCredential, usage);
    }

    public Failed with(@Nullable Usage usage) {
      return new Failed(failure, otherCredential, usage);
    }
  }

  /** Its owner gave it up before it ended: another may start it at once. */
  record Abandoned() implements Outcome {}
}
