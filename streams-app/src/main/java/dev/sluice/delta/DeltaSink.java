package dev.sluice.delta;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes what attempts write, for whoever listens. Never blocks, never throws; any thread. */
public interface DeltaSink {

  /** In the order of the answer; of one attempt from one thread at a time. */
  void accept(Attempt attempt, List<AnswerDelta> deltas);

  /**
   * The attempt has written all that it will.
   *
   * @return completes, never exceptionally, once what was written is where every reader finds it,
   *     or when that takes too long to wait for; the attempt's outcome is published after it
   */
  CompletionStage<Void> ended(Attempt attempt);
}
