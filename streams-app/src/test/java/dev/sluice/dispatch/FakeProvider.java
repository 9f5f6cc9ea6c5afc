package dev.sluice.dispatch;

import dev.sluice.call.Answer;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers when it is told to. */
final class FakeProvider implements Provider {
  final List<String> begun = new CopyOnWriteArrayList<>();
  final Map<String, Duration> timeouts = new ConcurrentHashMap<>();
  private final Map<String, AttemptListener> open = new ConcurrentHashMap<>();

  volatile Instant usableFrom = Instant.MIN;

  @Override
  public Instant usableFrom(Target target, Instant now) {
    return usableFrom.isAfter(now) ? usableFrom : now;
  }

  @Override
  public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
    String id = attempt.attemptId();
    open.put(id, listener);
    timeouts.put(id, timeout);
    begun.add(id);
    FailureFacts facts = FailureFacts.of(FailureType.CANCELLED, "aborted");
    return () -> end(id, new Outcome.Failed(new CallerFailure.Cancelled(facts)));
  }

  void answer(String id) {
    answer(id, Answer.text("answer to " + id, Usage.of(1, 1)));
  }

  void answer(String id, Answer answer) {
    end(id, new Outcome.Answered(answer));
  }

  void write(String id, AnswerDelta... deltas) {
    Objects.requireNonNull(open.get(id)).deltas(List.of(deltas));
  }

  void fail(String id, Failure failure) {
    end(id, new Outcome.Failed(failure));
  }

  private void end(String id, Outcome outcome) {
    // no second time: the contract says exactly one outcome
    Objects.requireNonNullElse(open.remove(id), (AttemptListener) o -> {}).ended(outcome);
  }
}
