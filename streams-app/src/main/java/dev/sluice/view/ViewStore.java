package dev.sluice.view;

import dev.sluice.call.OpenTransaction;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/** The store of the view's rows, which {@link ViewWriter} writes and {@link ViewQueries} reads. */
public final class ViewStore {
  public static final String NAME = "view";

  private ViewStore() {}

  /**
   * Without a cache, in which queries don't look.
   *
   * @param retention how long a row is kept after its request's acceptance: at least the longest
   *     deadline plus the results' time to live
   * @param transaction that of the task that writes
   */
  public static StoreBuilder<WindowStore<String, byte[]>> builder(
      Duration retention, OpenTransaction transaction) {
    return Stores.windowStoreBuilder(
            WindowsByAcceptance.readCommitted(NAME, retention, transaction),
            Serdes.String(),
            Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(Map.of());
  }
}
