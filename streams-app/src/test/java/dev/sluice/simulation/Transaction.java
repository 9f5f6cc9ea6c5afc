package dev.sluice.simulation;

/**
 * One of a process, as the inputs see it that were written in it: they hold up those behind them
 * until it ends, and count only if it committed.
 */
final class Transaction {
  enum State {
    OPEN,
    COMMITTED,
    ABORTED
  }

  /** What clients write is visible as soon as it is appended. */
  static final Transaction NONE = new Transaction(State.COMMITTED);

  private State state;

  private Transaction(State state) {
    this.state = state;
  }

  static Transaction begin() {
    return new Transaction(State.OPEN);
  }

  State state() {
    return state;
  }

  void end(State how) {
    state = how;
  }
}
