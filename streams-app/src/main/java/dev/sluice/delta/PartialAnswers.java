package dev.sluice.delta;

import dev.sluice.call.AnswerDelta;
import java.util.List;

/** The answers that this process is having written. Any thread. */
@FunctionalInterface
public interface PartialAnswers {

  /**
   * What the call's latest attempt has written, with adjacent pieces joined; empty if this process
   * knows nothing of it.
   */
  List<AnswerDelta> soFar(String pollingId);
}
