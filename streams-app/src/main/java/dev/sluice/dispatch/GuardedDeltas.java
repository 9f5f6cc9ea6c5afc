package dev.sluice.dispatch;

import dev.sluice.call.AnswerDelta;
import dev.sluice.provider.AttemptListener;
import dev.sluice.screening.ShownAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what may be shown of an answer that is being written, once all guardrails beside the
 * call have let it pass. Any thread.
 */
final class GuardedDeltas {
  private final @Nullable ShownAnswer shown;
  private final AttemptListener listener;

  /** What came before it was opened; guarded by this, as the rest is. */
  private List<AnswerDelta> waiting = new ArrayList<>();

  private boolean open;
  private boolean closed;

  /**
   * @param shown null if nothing may be shown
   */
  GuardedDeltas(@Nullable ShownAnswer shown, AttemptListener listener) {
    this.shown = shown;
    this.listener = listener;
  }

  synchronized void add(List<AnswerDelta> deltas) {
    if (open) {
      pass(deltas);
    } else if (shown != null && !closed) {
      waiting.addAll(deltas);
    }
  }

  /** Once. */
  synchronized void open() {
    open = true;
    pass(waiting);
    waiting = List.of();
  }

  /** Nothing more is shown. */
  synchronized void close() {
    closed = true;
    waiting = List.of();
  }

  private void pass(List<AnswerDelta> deltas) {
    List<AnswerDelta> passed = shown == null || closed ? List.of() : shown.add(deltas);
    if (!passed.isEmpty()) {
      listener.deltas(passed);
    }
  }
}
