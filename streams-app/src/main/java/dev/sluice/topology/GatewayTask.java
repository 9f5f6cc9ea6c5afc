package dev.sluice.topology;

import dev.sluice.call.Call;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.Routes;
import dev.sluice.v1.Source;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * What the classes of one task share. Confined to the stream thread.
 *
 * @param partition of all the task's inputs and outputs
 */
record GatewayTask(
    int partition,
    GatewaySettings settings,
    Routes routes,
    GatewayStores stores,
    EventEmitter output,
    Dispatcher dispatcher,
    PoisonPills poison,
    TaskListener listener,
    Supplier<Instant> clock) {

  Instant now() {
    return clock.get();
  }

  /** The input record's position and the next sequence number of this partition. */
  Source source(SourcePosition position) {
    return position.source(stores.nextSeq());
  }

  /** The source position for events caused by a timer: that of the call's request. */
  SourcePosition request(Call call) {
    return new SourcePosition(
        settings.topics().requests(), call.request().partition(), call.request().offset());
  }
}
