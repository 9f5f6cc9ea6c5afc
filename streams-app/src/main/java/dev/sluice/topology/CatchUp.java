package dev.sluice.topology;

import dev.sluice.call.Call;
import dev.sluice.call.Dispatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether this task has read the attempts topic to its end as of the task's initialization. Until
 * then an outcome of any call that was found in the journal may be unread, so nothing that it may
 * have paid for is started again. The task knows it by a marker that it has the dispatcher append.
 * Confined to the stream thread.
 */
final class CatchUp {
  private final Dispatcher dispatcher;
  private final int partition;
  private final Duration patience;

  /** Markers requested since the initialization; empty if there is nothing to wait for. */
  private final Set<String> marks = new HashSet<>();

  private long lastFound = -1;
  private Instant askedAt = Instant.MIN;

  /**
   * @param patience after which another marker is requested
   */
  CatchUp(Dispatcher dispatcher, int partition, Duration patience) {
    this.dispatcher = dispatcher;
    this.partition = partition;
    this.patience = patience;
  }

  /** The call was in the journal when the task was initialized. */
  void found(Call call) {
    lastFound = Math.max(lastFound, call.request().offset());
  }

  /** Call it once all calls were found; with an empty journal there is nothing to catch up with. */
  void begin(Instant now) {
    if (lastFound >= 0) {
      ask(now);
    }
  }

  /** Requests another marker if none came; a lost one must not hold calls back for ever. */
  void remind(Instant now) {
    if (!isDone() && !now.isBefore(askedAt.plus(patience))) {
      ask(now);
    }
  }

  private void ask(Instant now) {
    marks.add(dispatcher.mark(partition));
    askedAt = now;
  }

  /** Whether this is the awaited marker. */
  boolean read(@Nullable String mark) {
    if (mark == null || !marks.contains(mark)) {
      return false;
    }
    marks.clear();
    return true;
  }

  boolean isDone() {
    return marks.isEmpty();
  }

  /** Whether an outcome of the call may be unread; newer requests have a higher offset. */
  boolean holds(Call call) {
    return !isDone() && call.request().offset() <= lastFound;
  }
}
