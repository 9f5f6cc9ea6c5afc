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
    BATCHED,
    PARKED,
    UNSETTLED
  }

  Kind kind();

  /** Waits for a limit; reserves nothing and has no attempt. */
  record Waiting() implements CallState {
    @Override
    public Kind kind() {
      return Kind.WAITING;
    }
  }

  /** Has everything but a dispatcher's credit. */
  record Queued() implements CallState {
    @Override
    public Kind kind() {
      return Kind.QUEUED;
    }
  }

  /** Has an attempt whose outcome is awaited. */
  sealed interface Open extends CallState {

    /** The open attempt. */
    String attemptId();
  }

  /** A process makes the open attempt, or is about to. */
  sealed interface InFlight extends Open {

    /** The process that makes the attempt. */
    String ownerId();

    /** When that process decided to make it, by its own clock: it lived then. */
    Instant since();
  }

  /** Waits for its open attempt. */
  record Owned(String attemptId, String ownerId, Instant since) implements InFlight {
    @Override
    public Kind kind() {
      return Kind.OWNED;
    }
  }

  /** The open attempt is part of a provider batch; that no process makes it alone. */
  record Batched(String attemptId, String batchId) implements Open {
    @Override
    public Kind kind() {
      return Kind.BATCHED;
    }
  }

  /** As {@link Unsettled}; its open attempt is part of a provider batch. */
  record UnsettledBatched(String attemptId, String batchId) implements Open {
    @Override
    public Kind kind() {
      return Kind.UNSETTLED;
    }
  }

  /**
   * Has its terminal record, and is not continued. Its amounts stay reserved until the outcome of
   * its open attempt tells what was used, since a cancelled exchange may be billed.
   */
  record Unsettled(String attemptId, String ownerId, Instant since) implements InFlight {
    @Override
    public Kind kind() {
      return Kind.UNSETTLED;
    }
  }

  /** Waits until that time; holds no thread and no credit. */
  record Parked(Instant notBefore) implements CallState {
    @Override
    public Kind kind() {
      return Kind.PARKED;
    }
  }
}
