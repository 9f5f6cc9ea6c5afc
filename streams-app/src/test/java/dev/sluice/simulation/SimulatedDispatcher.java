package dev.sluice.simulation;

import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.TargetHealth;
import java.time.Instant;

/** The real dispatcher, in a world that says which targets are cooling down. */
final class SimulatedDispatcher implements Dispatcher {
  private final Dispatcher calls;
  private final World world;

  SimulatedDispatcher(Dispatcher calls, World world) {
    this.calls = calls;
    this.world = world;
  }

  @Override
  public void processed(Runnable commit) {
    calls.processed(commit);
  }

  @Override
  public void swept(Runnable commit) {
    calls.swept(commit);
  }

  @Override
  public String ownerId() {
    return calls.ownerId();
  }

  @Override
  public void startAfterCommit(Attempt attempt) {
    calls.startAfterCommit(attempt);
  }

  @Override
  public void releaseAfterCommit(String attemptId) {
    calls.releaseAfterCommit(attemptId);
  }

  @Override
  public boolean isLive(String attemptId) {
    return calls.isLive(attemptId);
  }

  @Override
  public void cancel(String attemptId) {
    calls.cancel(attemptId);
  }

  @Override
  public String mark(int partition) {
    return calls.mark(partition);
  }

  @Override
  public void tickAt(int partition, Instant at) {
    calls.tickAt(partition, at);
  }

  @Override
  public BatchDispatcher batches() {
    return calls.batches();
  }

  @Override
  public TargetHealth health() {
    return (target, tenant, now) ->
        now.plusMillis(Math.max(0, world.coolsUntilMs(target) - world.nowMs));
  }
}
