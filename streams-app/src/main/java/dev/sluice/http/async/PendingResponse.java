package dev.sluice.http.async;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request that waits for a future result. What it waits for is cancelled when its client
 * leaves, and completed when the service stops. Any thread.
 */
public final class PendingResponse {
  private final WaiterRegistry waiting;
  private final CompletableFuture<?> found;
  private final Runnable stop;

  // Guarded by the request's own lock
  private @Nullable ClientDisconnect disconnect;

  private PendingResponse(WaiterRegistry waiting, CompletableFuture<?> found, Runnable stop) {
    this.waiting = waiting;
    this.found = found;
    this.stop = stop;
  }

  /**
   * Call it after {@link WaiterRegistry#enter}; leaves its place at the end.
   *
   * @param stopped the result if the service stops
   * @param then handles the result, on one of the server's threads
   */
  public static <T> void start(
      WaiterRegistry waiting,
      AsyncResponse later,
      CompletableFuture<T> found,
      Supplier<T> stopped,
      Consumer<T> then) {
    PendingResponse awaited =
        new PendingResponse(waiting, found, () -> found.complete(stopped.get()));
    later.use(
        () ->
            awaited.disconnect =
                ClientDisconnect.watch(
                    later.request(), () -> later.execute(() -> later.end(() -> {}))));
    waiting.atClose(awaited.stop);
    later.atEnd(awaited::release);
    var unused =
        found.whenComplete(
            (value, failure) -> {
              waiting.forget(awaited.stop);
              if (!found.isCancelled()) {
                later.execute(() -> end(later, value, failure, then));
              }
            });
  }

  private static <T> void end(
      AsyncResponse later, T value, @Nullable Throwable failure, Consumer<T> then) {
    if (failure == null) {
      then.accept(value);
    } else {
      later.end(
          () -> {
            throw new IllegalStateException("nothing was found for a request", failure);
          });
    }
  }

  private void release() {
    waiting.forget(stop);
    found.cancel(false);
    if (disconnect != null) {
      disconnect.close();
    }
    waiting.leave();
  }
}
