package dev.sluice.topology;

import dev.sluice.call.Dispatcher;
import dev.sluice.call.PollingIds;
import dev.sluice.call.Routes;

/** What all tasks of a process share. */
public record TopologyParts(
    GatewaySettings settings,
    Routes routes,
    PollingIds pollingIds,
    Dispatcher dispatcher,
    PoisonPills poison,
    TaskListener listener) {}
