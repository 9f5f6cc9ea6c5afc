package dev.sluice.call;

/** Where an event leaves a call: in a state, at an end, or where it was. */
enum NextState {
  QUEUED,
  OWNED,
  BATCHED,
  PARKED,
  UNSETTLED,

  /** The end with a result. */
  ANSWERED,

  /** The end with an error record. */
  FAILED,

  /** The end of an unsettled call, which has had its terminal record. */
  SETTLED,

  /** In its state; what an attempt cost is added to its journal entry. */
  NOTED,

  /** In its state; nothing is written. */
  IGNORED;

  static NextState of(Transition step) {
    if (step instanceof Transition.GoesOn next) {
      return valueOf(next.call().state().kind().name());
    }
    if (step instanceof Transition.Answered) {
      return ANSWERED;
    }
    if (step instanceof Transition.Failed) {
      return FAILED;
    }
    if (step instanceof Transition.Unsettled) {
      return UNSETTLED;
    }
    if (step instanceof Transition.Settled) {
      return SETTLED;
    }
    return step instanceof Transition.Noted ? NOTED : IGNORED;
  }
}
