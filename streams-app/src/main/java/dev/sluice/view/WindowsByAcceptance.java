package dev.sluice.view;

import dev.sluice.call.OpenTransaction;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Supplies the persistent stores of {@link RowsByAcceptance}: a window is one acceptance time, a
 * lookup opens exactly one segment, and expiry is free. Every window store of the application is
 * one of these, so that each can be opened again after a crash; see {@link ReopenableWindowStore}.
 */
public final class WindowsByAcceptance implements WindowBytesStoreSupplier {
  private static final Duration POINT_IN_TIME = Duration.ofMillis(1);

  private final WindowBytesStoreSupplier stores;
  private final UnaryOperator<WindowStore<Bytes, byte[]>> reads;

  /**
   * @param retention how long a row is kept after its request's acceptance, a millisecond or more
   */
  public WindowsByAcceptance(String name, Duration retention) {
    this(name, retention, UnaryOperator.identity());
  }

  private WindowsByAcceptance(
      String name, Duration retention, UnaryOperator<WindowStore<Bytes, byte[]>> reads) {
    this.stores = Stores.persistentWindowStore(name, retention, POINT_IN_TIME, false);
    this.reads = reads;
  }

  /** Those whose queries find committed rows only; see {@link ReadCommittedWindowStore}. */
  static WindowsByAcceptance readCommitted(
      String name, Duration retention, OpenTransaction transaction) {
    return new WindowsByAcceptance(
        name, retention, store -> new ReadCommittedWindowStore(store, transaction));
  }

  @Override
  public WindowStore<Bytes, byte[]> get() {
    return reads.apply(new ReopenableWindowStore(stores.get()));
  }

  @Override
  public String name() {
    return stores.name();
  }

  @Override
  public String metricsScope() {
    return stores.metricsScope();
  }

  @Override
  public long segmentIntervalMs() {
    return stores.segmentIntervalMs();
  }

  @Override
  public long windowSize() {
    return stores.windowSize();
  }

  @Override
  public boolean retainDuplicates() {
    return stores.retainDuplicates();
  }

  @Override
  public long retentionPeriod() {
    return stores.retentionPeriod();
  }
}
