package dev.sluice.dispatch;

import dev.sluice.call.Answer;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import java.time.Duration;
import java.util.List;

/** Writes also after it has answered, against its contract. */
final class LateProvider implements Provider {
  private AttemptListener listener = outcome -> {};

  @Override
  public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
    this.listener = listener;
    return () -> {};
  }

  void answer() {
    listener.ended(new Outcome.Answered(Answer.text("hi", Usage.of(1, 1))));
  }

  void write(AnswerDelta delta) {
    listener.deltas(List.of(delta));
  }
}
