package dev.sluice.topology;

import dev.sluice.call.Dispatcher;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.PollingIds;
import dev.sluice.call.Routes;
import dev.sluice.view.ViewListener;

/**
 * What all tasks of a process share.
 *
 * @param transaction that of the stream thread
 * @param view told of what is committed
 * @param tracer told of the same
 */
public record TopologyParts(
    GatewaySettings settings,
    Routes routes,
    PollingIds pollingIds,
    Dispatcher dispatcher,
    OpenTransaction transaction,
    PoisonPills poison,
    TaskListener listener,
    ViewListener view,
    CallTracer tracer) {

  /** Without traces. */
  public TopologyParts(
      GatewaySettings settings,
      Routes routes,
      PollingIds pollingIds,
      Dispatcher dispatcher,
      OpenTransaction transaction,
      PoisonPills poison,
      TaskListener listener,
      ViewListener view) {
    this(
        settings,
        routes,
        pollingIds,
        dispatcher,
        transaction,
        poison,
        listener,
        view,
        CallTracer.NONE);
  }
}
