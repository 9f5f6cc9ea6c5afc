package dev.sluice.call;

import java.time.Instant;

/**
 * Where a call stands that has not ended. {@link CallTransitions} says how it comes from one state
 * to the next; docs/architecture.md draws that.
 */
public sealed interface CallState {

  /** The states by name, as {@link CallTransitions} lists them. */
  enum Kind {
    WAITING,
    QUEUED,
    OWNED,
    PARKED,
    UNSETTLED
  }

  Kind kind();

  /** In line for a limit; reserves nothing and has no attempt. */
  record Waiting() implements CallState {
    @Override
    public Kind kind() {
      return Kind.WAITING;
    }
  }

  /** Has all it needs but a dispatcher's credit. */
  record Queued() implements CallState {
    @Override
    public Kind kind() {
      return Kind.QUEUED;
    }
  }

  /** An attempt is at a provider, or on its way there. */
  sealed interface AttemptOut extends CallState {

    /** The open attempt. */
    String attemptId();

    /** The process that makes it. */
    String ownerId();
  }

  /** Waits for its open attempt. */
  record Owned(String attemptId, String ownerId) implements AttemptOut {
    @Override
    public Kind kind() {
      return Kind.OWNED;
    }
  }

  /**
   * Has its terminal record, and nothing more is done for it; its amounts stay reserved until its
   * open attempt's outcome tells what was used, since an exchange that is broken off may be billed.
   */
  record Unsettled(String attemptId, String ownerId) implements AttemptOut {
    @Override
    public Kind kind() {
      return Kind.UNSETTLED;
    }
  }

  /** Until then nothing is done for it; holds no thread and no credit. */
  record Parked(Instant notBefore) implements CallState {
    @Override
    public Kind kind() {
      return Kind.PARKED;
    }
  }
}
