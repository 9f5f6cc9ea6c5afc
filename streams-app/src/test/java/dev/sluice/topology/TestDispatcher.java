package dev.sluice.topology;

import dev.sluice.call.Attempt;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.TargetHealth;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the attempts that it is given, so that a test says when and how each ends. */
final class TestDispatcher implements Dispatcher {
  private final String ownerId;
  private final Deque<Attempt> started = new ArrayDeque<>();
  private final Set<String> live = new HashSet<>();
  final List<String> cancelled = new ArrayList<>();
  final TestBatches batches = new TestBatches();
  int starts;

  /** When ticks were asked for, since a test took them out. */
  final List<Instant> ticks = new ArrayList<>();

  final List<String> marks = new ArrayList<>();
  TargetHealth health = TargetHealth.FIT;

  /** The request whose start throws. */
  @Nullable String poison;

  TestDispatcher(String ownerId) {
    this.ownerId = ownerId;
  }

  @Override
  public void processed(Runnable commit) {}

  @Override
  public void swept(Runnable commit) {}

  @Override
  public String ownerId() {
    return ownerId;
  }

  @Override
  public void startAfterCommit(Attempt attempt) {
    if (attempt.request().requestId().equals(poison)) {
      throw new IllegalStateException("a message that quotes: What is a sluice?");
    }
    starts++;
    started.add(attempt);
    live.add(attempt.attemptId());
  }

  @Override
  public void releaseAfterCommit(String attemptId) {
    live.remove(attemptId);
  }

  @Override
  public boolean isLive(String attemptId) {
    return live.contains(attemptId);
  }

  @Override
  public void cancel(String attemptId) {
    cancelled.add(attemptId);
  }

  @Override
  public String mark(int partition) {
    marks.add(ownerId + "-" + partition + "-" + marks.size());
    return marks.get(marks.size() - 1);
  }

  @Override
  public void tickAt(int partition, Instant at) {
    ticks.add(at);
  }

  @Override
  public TestBatches batches() {
    return batches;
  }

  @Override
  public TargetHealth health() {
    return health;
  }

  /** The attempt that was started first and not yet taken. */
  Attempt next() {
    return started.removeFirst();
  }

  boolean isIdle() {
    return started.isEmpty();
  }
}
