package dev.sluice.provider;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Outcome;
import java.util.List;

/**
 * Takes what comes of one attempt, on threads of the provider or before the method that starts it
 * returns. Must neither block nor throw.
 */
@FunctionalInterface
public interface AttemptListener {

  /** Takes the one outcome, answered or failed. */
  void ended(Outcome outcome);

  /** Takes what the answer adds, in its order, before the end; from one thread at a time. */
  default void deltas(List<AnswerDelta> deltas) {}
}
