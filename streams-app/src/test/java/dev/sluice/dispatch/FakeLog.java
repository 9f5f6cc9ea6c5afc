package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what is written; reports are durable at once, or when told to. */
final class FakeLog implements AttemptsLog {
  final List<AttemptReport> reports = new CopyOnWriteArrayList<>();

  /** The attempts that heartbeats named last, by partition. */
  final Map<Integer, List<String>> held = new ConcurrentHashMap<>();

  final List<String> marks = new CopyOnWriteArrayList<>();
  final List<String> deaths = new CopyOnWriteArrayList<>();
  final List<Consumer<@Nullable Instant>> ticks = new CopyOnWriteArrayList<>();
  private final Map<String, Runnable> pending = new ConcurrentHashMap<>();
  volatile boolean durableAtOnce = true;
  final FakeBatchLog batches = new FakeBatchLog();

  @Override
  public void publish(Attempt attempt, AttemptReport report, Runnable onDone) {
    if (durableAtOnce) {
      onDone.run();
    } else {
      pending.put(attempt.attemptId(), onDone);
    }
    reports.add(report);
  }

  @Override
  public void alive(String ownerId, int partition, List<String> attemptIds) {
    held.put(partition, attemptIds);
  }

  @Override
  public void mark(String ownerId, int partition, String mark) {
    marks.add(ownerId + " in " + partition + ": " + mark);
  }

  @Override
  public void dead(String ownerId, int partition, Runnable onWritten) {
    deaths.add(ownerId + " in " + partition);
    pending.put(ownerId + partition, onWritten);
  }

  @Override
  public void tick(int partition, Consumer<@Nullable Instant> onDone) {
    ticks.add(onDone);
  }

  @Override
  public FakeBatchLog batches() {
    return batches;
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
