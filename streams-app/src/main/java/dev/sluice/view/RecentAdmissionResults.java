package dev.sluice.view;

import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import dev.sluice.wire.BoundedMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the latest decisions, since one may be seen before the publisher of the request has learned
 * its offset. Written by stream threads, read by any thread.
 */
public final class RecentAdmissionResults implements ViewListener, AdmissionResults {
  private static final int REMEMBERED = 4096;

  private record Position(int partition, long offset) {}

  private final String requests;
  private final Executor executor;

  // Guarded by this
  private final Map<Position, AdmissionResult> recent = new BoundedMap<>(REMEMBERED);
  private final Map<Position, List<CompletableFuture<Optional<AdmissionResult>>>> waiting =
      new HashMap<>();

  /**
   * @param requests the name of the requests topic
   * @param executor runs what waited; not the stream threads
   */
  public RecentAdmissionResults(String requests, Executor executor) {
    this.requests = requests;
    this.executor = executor;
  }

  @Override
  public void decided(PollingEvent accepted) {
    put(accepted.getSource(), new AdmissionResult.Accepted(accepted));
  }

  @Override
  public void rejected(int partition, ErrorRecord error) {
    put(error.getSource(), new AdmissionResult.Rejected(withoutInput(error)));
  }

  @Override
  public CompletableFuture<Optional<AdmissionResult>> of(
      int partition, long offset, Duration patience) {
    Position position = new Position(partition, offset);
    CompletableFuture<Optional<AdmissionResult>> mine = new CompletableFuture<>();
    synchronized (this) {
      AdmissionResult known = recent.get(position);
      if (known != null) {
        return CompletableFuture.completedFuture(Optional.of(known));
      }
      waiting.computeIfAbsent(position, none -> new ArrayList<>()).add(mine);
    }
    return mine.completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((decision, never) -> leave(position, mine));
  }

  private void put(Source source, AdmissionResult decision) {
    if (!source.getTopic().equals(requests)) {
      return;
    }
    Position position = new Position(source.getPartition(), source.getOffset());
    List<CompletableFuture<Optional<AdmissionResult>>> all;
    synchronized (this) {
      recent.put(position, decision);
      all = waiting.remove(position);
    }
    if (all != null) {
      all.forEach(each -> each.completeAsync(() -> Optional.of(decision), executor));
    }
  }

  private synchronized void leave(
      Position position, CompletableFuture<Optional<AdmissionResult>> mine) {
    waiting.computeIfPresent(
        position, (same, all) -> all.removeIf(each -> each == mine) && all.isEmpty() ? null : all);
  }

  /** An HTTP client has no use for its bytes: its request can be read. */
  private static ErrorRecord withoutInput(ErrorRecord error) {
    return error.getRawRecord() == null
        ? error
        : ErrorRecord.newBuilder(error).setRawRecord(null).build();
  }
}
