package dev.sluice.call;

import java.time.Instant;

/**
 * Where a call stands that has not ended.
 *
 * <pre>
 *   WAITING ──room──▶ QUEUED ──credit──▶ OWNED ──answer, last failure──▶ (ended)
 *                       ▲                  │ │                              ▲
 *                       ├──next target─────┤ └─cancelled─▶ UNSETTLED ───────┘
 *                       ├──next credential─┤               outcome, owner lost
 *                       ├──owner lost──────┤
 *                       └──time── PARKED ◀─┘ same target later
 * </pre>
 */
public sealed interface CallState {

  /** In line for a limit; reserves nothing and has no attempt. */
  record Waiting() implements CallState {}

  /** Has all it needs but a dispatcher's credit. */
  record Queued() implements CallState {}

  /** An attempt is at a provider, or on its way there. */
  sealed interface AttemptOut extends CallState {

    /** The open attempt. */
    String attemptId();

    /** The process that makes it. */
    String epoch();
  }

  /** Waits for its open attempt. */
  record Owned(String attemptId, String epoch) implements AttemptOut {}

  /**
   * Has its terminal record, and nothing more is done for it; its amounts stay reserved until its
   * open attempt's outcome tells what was used, since an exchange that is broken off may be billed.
   */
  record Unsettled(String attemptId, String epoch) implements AttemptOut {}

  /** Until then nothing is done for it; holds no thread and no credit. */
  record Parked(Instant notBefore) implements CallState {}
}
