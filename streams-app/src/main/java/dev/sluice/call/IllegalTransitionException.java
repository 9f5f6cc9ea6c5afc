package dev.sluice.call;

/**
 * An event happened to a call in a state in which it can't happen, or would take the call where it
 * can't go: a bug of the gateway. Nothing has been changed.
 */
public final class IllegalTransitionException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  IllegalTransitionException(CallState.Kind state, CallEvent event) {
    super("a call in state " + state + " can't take the event " + event);
  }

  IllegalTransitionException(CallState.Kind state, CallEvent event, NextState next) {
    super("a call in state " + state + " can't become " + next + " by the event " + event);
  }
}
