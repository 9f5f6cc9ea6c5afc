package dev.sluice.call;

import dev.sluice.failure.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Outcome {

  /** What of the request was changed to fit the target's model, without anything that it says. */
  default List<String> adjustments() {
    return List.of();
  }

  /** The same outcome of a request that was changed so. */
  default Outcome adjusted(List<String> adjustments) {
    return this;
  }

  /** When its answer came, or a part of it, if it was streamed; no record carries it. */
  default @Nullable StreamTiming timing() {
    return null;
  }

  /** The same outcome of an answer that came so. */
  default Outcome timed(@Nullable StreamTiming timing) {
    return this;
  }

  /** The target answered: paid for, and durable before anything else happens to it. */
  record Answered(Answer answer, List<String> adjustments, @Nullable StreamTiming timing)
      implements Outcome {
    public Answered {
      adjustments = List.copyOf(adjustments);
    }

    /** To a request that was sent as it is, in one piece. */
    public Answered(Answer answer) {
      this(answer, List.of(), null);
    }

    public Answered with(Answer answer) {
      return new Answered(answer, adjustments, timing);
    }

    @Override
    public Answered adjusted(List<String> adjustments) {
      return new Answered(answer, adjustments, timing);
    }

    @Override
    public Answered timed(@Nullable StreamTiming timing) {
      return new Answered(answer, adjustments, timing);
    }
  }

  /**
   * @param otherCredential whether the provider has another credential that is not exhausted, so
   *     that the same target is worth another try at once
   * @param usage what was paid for in spite of the failure, such as an answer that was filtered;
   *     null where the provider named none
   * @param evidence what the failure is evidence about; the process that made the attempt acts on
   *     it, and no record carries it
   */
  record Failed(
      Failure failure,
      boolean otherCredential,
      @Nullable Usage usage,
      Evidence evidence,
      List<String> adjustments,
      @Nullable StreamTiming timing)
      implements Outcome {
    public Failed {
      adjustments = List.copyOf(adjustments);
    }

    public Failed(Failure failure) {
      this(failure, false, null);
    }

    public Failed(Failure failure, boolean otherCredential) {
      this(failure, otherCredential, null);
    }

    public Failed(Failure failure, boolean otherCredential, @Nullable Usage usage) {
      this(failure, otherCredential, usage, Evidence.of(failure.type()), List.of(), null);
    }

    /** With evidence that tells more than the failure's type. */
    public Failed(Failure failure, Evidence evidence) {
      this(failure, false, null, evidence, List.of(), null);
    }

    public Failed with(Failure failure) {
      return new Failed(failure, otherCredential, usage, evidence, adjustments, timing);
    }

    public Failed with(@Nullable Usage usage) {
      return new Failed(failure, otherCredential, usage, evidence, adjustments, timing);
    }

    @Override
    public Failed adjusted(List<String> adjustments) {
      return new Failed(failure, otherCredential, usage, evidence, adjustments, timing);
    }

    @Override
    public Failed timed(@Nullable StreamTiming timing) {
      return new Failed(failure, otherCredential, usage, evidence, adjustments, timing);
    }

    public Failed withOtherCredential(boolean otherCredential) {
      return new Failed(failure, otherCredential, usage, evidence, adjustments, timing);
    }
  }

  /** Its owner abandoned it before it ended: another may start it at once. */
  record Abandoned() implements Outcome {}
}
