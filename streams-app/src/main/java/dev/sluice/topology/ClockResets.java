package dev.sluice.topology;

import dev.sluice.wire.ClockReset;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the limiter's clock back on an operator's order, after a broker's clock has jumped ahead.
 * Confined to the stream thread.
 */
final class ClockResets {
  /**
   * A clock that is less ahead is left alone: it recovers automatically, and an operator's clock
   * slightly behind the broker's must not shorten any window.
   */
  static final Duration LEAST = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(ClockResets.class);

  private final GatewayTask task;
  private final GatewayStores stores;

  ClockResets(GatewayTask task) {
    this.task = task;
    this.stores = task.stores();
  }

  /**
   * @param recordedAt the order's own time; it can't reset to a later one
   * @return what is wrong with the order; empty if it was followed
   */
  Optional<String> follow(Headers headers, Instant recordedAt, SourcePosition position) {
    Optional<Instant> to = ClockReset.in(headers);
    if (to.isEmpty()) {
      return Optional.of("it names no instant in milliseconds since 1970");
    }
    if (to.get().isAfter(recordedAt)) {
      return Optional.of(to.get() + " is after the record's own time " + recordedAt);
    }
    Instant before = Instant.ofEpochMilli(stores.clockMs());
    if (before.isAfter(to.get().plus(LEAST))) {
      stores.rewind(to.get());
      task.output().polling(EventFactory.clock(to.get(), task.stamp(position)), null);
      log.warn("{} put the limiter's clock back from {} to {}", position, before, to.get());
    } else {
      log.info("{} found the limiter's clock at {}, which is not ahead", position, before);
    }
    return Optional.empty();
  }
}
