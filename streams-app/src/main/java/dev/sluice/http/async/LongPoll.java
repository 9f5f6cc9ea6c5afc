package dev.sluice.http.async;

import dev.sluice.call.PollingId;
import dev.sluice.view.RowWatchers;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request that waits for a row of the view. Started once; woken by any thread. */
public final class LongPoll {
  private final WaiterRegistry waiting;
  private final AsyncResponse later;
  private final BooleanSupplier isOver;
  private final Runnable answer;
  private final AtomicBoolean looking = new AtomicBoolean();

  // Guarded by this
  private RowWatchers.@Nullable Watch watch;
  private @Nullable Future<?> timeout;
  private @Nullable ClientDisconnect disconnect;
  private boolean released;

  public LongPoll(
      WaiterRegistry waiting, AsyncResponse later, BooleanSupplier isOver, Runnable answer) {
    this.waiting = waiting;
    this.later = later;
    this.isOver = isOver;
    this.answer = answer;
  }

  /** On one of the server's threads. */
  public void start(PollingId id, Duration time) {
    synchronized (this) {
      // before the row is read: later changes are reported
      watch = waiting.watch(id, this::look);
    }
    later.atEnd(this::release);
    if (waiting.isClosed() || isOver.getAsBoolean()) {
      later.end(answer);
      return;
    }
    synchronized (this) {
      if (!released) {
        timeout = waiting.after(time, this::end);
        disconnect = ClientDisconnect.watch(later.request(), this::end);
      }
    }
    if (waiting.isClosed()) {
      // closed since the check above, so nothing would wake it
      end();
    }
  }

  /** On a stream thread: the row is read on one of the server's. */
  private void look() {
    if (looking.compareAndSet(false, true)) {
      later.execute(
          () -> {
            // later changes are checked again
            looking.set(false);
            if (waiting.isClosed() || isOver.getAsBoolean()) {
              later.end(answer);
            }
          });
    }
  }

  private void end() {
    later.execute(() -> later.end(answer));
  }

  private synchronized void release() {
    released = true;
    if (watch != null) {
      watch.close();
      waiting.leave();
    }
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (disconnect != null) {
      disconnect.close();
    }
  }
}
