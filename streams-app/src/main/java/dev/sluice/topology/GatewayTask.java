package dev.sluice.topology;

import dev.sluice.admission.Alert;
import dev.sluice.admission.Alerts;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Policy;
import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeValue;
import dev.sluice.call.Call;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.PollingIds;
import dev.sluice.call.Routes;
import dev.sluice.view.ViewWriter;
import dev.sluice.wire.BudgetRecords;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

  /**
   * Writes changed rows of a tenant's limits, and tells of the thresholds that are reached by them.
   */
  void putLimits(String tenant, Map<ScopeValue, ScopeRow> rows, SourcePosition position) {
    limitsChanged(tenant, rows, position);
    stores.putLimits(rows);
  }

  /** Only tells; the rows are written later. */
  void limitsChanged(String tenant, Map<ScopeValue, ScopeRow> rows, SourcePosition position) {
    Policy policy = policyInForce(tenant);
    if (policy != null) {
      tell(new Alerts(stores.alerts()).changed(policy, rows, stores.clockMs()), policy, position);
    }
  }

  /** Tells of the limits that are used up, for which a request was refused or has to wait. */
  void limitsRefused(Policy policy, List<LimitStatus> exceeded, SourcePosition position) {
    tell(new Alerts(stores.alerts()).refused(exceeded, stores.clockMs()), policy, position);
  }

  private void tell(List<Alert> alerts, Policy policy, SourcePosition position) {
    for (Alert alert : alerts) {
      Stamp stamp = stamp(position);
      output.budget(BudgetRecords.toRecord(alert, policy.version(), stamp.at(), stamp.source()));
    }
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
