package dev.sluice.view;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Rows whose window is the append time of their request. A window store drops what is older than
 * its retention before the newest window that it has ever had, so one append time from a clock that
 * had jumped ahead would empty it, and close it to all rows until that time comes. So no window is
 * more than a minute ahead of this process's clock; such a row is found by its key. Confined to the
 * stream thread.
 *
 * @param <V> the rows
 */
public final class RowsByAcceptance<V> {
  private static final long AHEAD_MS = Duration.ofMinutes(1).toMillis();

  private final WindowStore<String, V> store;
  private final LongSupplier wallMs;

  /**
   * @param store with windows of a millisecond
   * @param wallMs this process's clock, in milliseconds since 1970
   */
  public RowsByAcceptance(WindowStore<String, V> store, LongSupplier wallMs) {
    this.store = store;
    this.wallMs = wallMs;
  }

  /** The row of the request with that key and append time. */
  public @Nullable V find(String key, Instant acceptedAt) {
    long accepted = acceptedAt.toEpochMilli();
    V row = store.fetch(key, accepted);
    return row != null ? row : last(key, 0, accepted).row;
  }

  /**
   * The latest row of requests with that key.
   *
   * @param back how long before the time the earliest may have been accepted
   */
  public @Nullable V latest(String key, Instant instant, Duration back) {
    long from = window(instant.toEpochMilli()) - back.toMillis();
    return last(key, Math.max(0, from), Long.MAX_VALUE).row;
  }

  public void put(String key, Instant acceptedAt, V row) {
    long accepted = acceptedAt.toEpochMilli();
    long window = window(accepted);
    if (window < accepted) {
      // not before an existing row, which would be found instead
      window = Math.max(window, last(key, 0, accepted).window);
    }
    store.put(key, row, window);
  }

  private long window(long acceptedMs) {
    return Math.min(acceptedMs, wallMs.getAsLong() + AHEAD_MS);
  }

  private record Last<V>(long window, @Nullable V row) {}

  private Last<V> last(String key, long fromMs, long toMs) {
    Last<V> last = new Last<>(Long.MIN_VALUE, null);
    try (WindowStoreIterator<V> rows = store.fetch(key, fromMs, toMs)) {
      while (rows.hasNext()) {
        var next = rows.next();
        last = new Last<>(next.key, next.value);
      }
    }
    return last;
  }
}
