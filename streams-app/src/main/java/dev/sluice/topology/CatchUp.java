package dev.sluice.topology;

import dev.sluice.call.Call;
import dev.sluice.call.Dispatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether this task has read the attempts topic to where it ended when the task was initialised.
 * Until then an outcome of any call that was found in the journal may lie there unread, and nothing
 * that it has paid for may be started anew. The task knows it by a mark that it has the dispatcher
 * write behind all that was there. Confined to the stream thread.
 */
final class CatchUp {
  private final Dispatcher dispatcher;
  private final int partition;
  private final Duration patience;

  /** Those asked for since the initialisation; empty when there is nothing to wait for. */
  private final Set<String> marks = new HashSet<>();

  private long lastFound = -1;
  private Instant askedAt = Instant.MIN;

  /**
   * @param patience after which another mark is asked for
   */
  CatchUp(Dispatcher dispatcher, int partition, Duration patience) {
    this.dispatcher = dispatcher;
    this.partition = partition;
    this.patience = patience;
  }

  /** The call was in the journal when the task was initialised. */
  void found(Call call) {
    lastFound = Math.max(lastFound, call.offset());
  }

  /** Once all were found; a journal that holds none has nothing to catch up with. */
  void begin(Instant now) {
    if (lastFound >= 0) {
      ask(now);
    }
  }

  /** Asks again where no mark came; a lost one must not hold calls back for ever. */
  void remind(Instant now) {
    if (!isDone() && !now.isBefore(askedAt.plus(patience))) {
      ask(now);
    }
  }

  private void ask(Instant now) {
    marks.add(dispatcher.mark(partition));
    askedAt = now;
  }

  /** Whether this was the mark that was waited for. */
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

  /**
   * Whether an outcome of the call may lie unread; requests that came since have a later offset.
   */
  boolean holds(Call call) {
    return !isDone() && call.offset() <= lastFound;
  }
}
