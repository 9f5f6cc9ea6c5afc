package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Outcome;
import dev.sluice.call.OutcomeSink;
import dev.sluice.failure.FailureType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps reports; durable at once, or when told to. */
final class FakeSink implements OutcomeSink {
  final List<AttemptReport> reports = new CopyOnWriteArrayList<>();
  private final Map<String, Runnable> pending = new ConcurrentHashMap<>();
  volatile boolean durableAtOnce = true;

  @Override
  public void publish(Attempt attempt, AttemptReport report, Runnable onDone) {
    if (durableAtOnce) {
      onDone.run();
    } else {
      pending.put(attempt.attemptId(), onDone);
    }
    reports.add(report);
  }

  void makeDurable() {
    pending.values().forEach(Runnable::run);
    pending.clear();
  }

  @Nullable Outcome outcome(String attemptId) {
    return reports.stream()
        .filter(report -> report.attemptId().equals(attemptId))
        .map(AttemptReport::outcome)
        .findFirst()
        .orElse(null);
  }

  @Nullable FailureType failure(String attemptId) {
    return outcome(attemptId) instanceof Outcome.Failed failed ? failed.failure().type() : null;
  }
}
