package dev.sluice.topology;

import dev.sluice.admission.Policy;
import dev.sluice.call.Call;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.PollingIds;
import dev.sluice.call.Routes;
import dev.sluice.view.ViewWriter;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the classes of one task share. Confined to the stream thread.
 *
 * @param partition of all the task's inputs and outputs
 */
record GatewayTask(
    TopologyParts parts,
    int partition,
    GatewayStores stores,
    ViewWriter view,
    EventEmitter output,
    Supplier<Instant> clock) {

  GatewaySettings settings() {
    return parts.settings();
  }

  Routes routes() {
    return parts.routes();
  }

  PollingIds pollingIds() {
    return parts.pollingIds();
  }

  Dispatcher dispatcher() {
    return parts.dispatcher();
  }

  PoisonPills poison() {
    return parts.poison();
  }

  TaskListener listener() {
    return parts.listener();
  }

  CallTracer tracer() {
    return parts.tracer();
  }

  /** Tells it once what was written until now has committed; something was. */
  void afterCommit(OpenTransaction.Listener told) {
    parts.transaction().onEnd(told);
  }

  /** The tenant's policy, or the one for tenants without; null if there is neither. */
  @Nullable Policy policyInForce(String tenant) {
    return stores.policyInForce(tenant, settings().defaultPolicy());
  }

  Instant now() {
    return clock.get();
  }

  /** For an event that results from this input now. */
  Stamp stamp(SourcePosition position) {
    return stamp(position, now());
  }

  /** With the next sequence number of this partition. */
  Stamp stamp(SourcePosition position, Instant at) {
    return new Stamp(at, position.source(stores.nextSeq()));
  }

  /** The source position for events caused by a timer: that of the call's request. */
  SourcePosition request(Call call) {
    return new SourcePosition(
        settings().topics().requests(), call.request().partition(), call.request().offset());
  }
}
