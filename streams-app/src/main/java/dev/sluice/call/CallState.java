package dev.sluice.call;

import java.time.Instant;

/**
 * Where a call stands that has not ended.
 *
 * <pre>
 *   WAITING ──room──▶ QUEUED ──credit──▶ OWNED ──answer, last failure──▶ (ended)
 *                       ▲                  │
 *                       ├──next target─────┤
 *                       ├──next credential─┤
 *                       ├──owner lost──────┤
 *                       └──time── PARKED ◀─┘ same target later
 * </pre>
 */
public sealed interface CallState {

  /** Queued for a limit; reserves nothing. */
  record Waiting() implements CallState {}

  /** Has all it needs but a dispatcher's credit. */
  record Queued() implements CallState {}

  /**
   * At a provider, or on its way there.
   *
   * @param attemptId the open attempt
   * @param epoch the process that makes it
   */
  record Owned(String attemptId, String epoch) implements CallState {}

  /** Until then nothing is done for it; holds no thread and no credit. */
  record Parked(Instant notBefore) implements CallState {}
}
