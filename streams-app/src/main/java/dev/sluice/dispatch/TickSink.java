package dev.sluice.dispatch;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes ticks to the requests topic: records without a value that only carry a time. */
public interface TickSink {

  /**
   * Must neither block nor throw.
   *
   * @param onDone called once, on any thread, with the broker's timestamp of the tick; null if it
   *     was not written
   */
  void tick(int partition, Consumer<@Nullable Instant> onDone);
}
