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
   * @param evidence what the failure is evidence about; the process that made the attempt acts on
   *     it, and no record carries it
   */
  record Failed(Failure failure, boolean otherCredential, @Nullable Usage usage, Evidence evidence)
      implements Outcome {
    public Failed(Failure failure) {
      this(failure, false, null);
    }

    public Failed(Failure failure, boolean otherCredential) {
      this(failure, otherCredential, null);
    }

    public Failed(Failure failure, boolean otherCredential, @Nullable Usage usage) {
      this(failure, otherCredential, usage, Evidence.of(failure.type()));
    }

    /** With evidence that tells more than the failure's type. */
    public Failed(Failure failure, Evidence evidence) {
      this(failure, false, null, evidence);
    }

    public Failed with(Failure failure) {
      return new Failed(failure, otherCredential, usage, evidence);
    }

    public Failed with(@Nullable Usage usage) {
      return new Failed(failure, otherCredential, usage, evidence);
    }

    public Failed withOtherCredential(boolean otherCredential) {
      return new Failed(failure, otherCredential, usage, evidence);
    }
  }

  /** Its owner abandoned it before it ended: another may start it at once. */
  record Abandoned() implements Outcome {}
}
