package dev.sluice.admission;

import dev.sluice.admission.Traffic.Arrival;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One tenant's requests, some of which wait where a limit has no room. */
final class WaitingTraffic implements WaitQueue.Listener {

  /**
   * @param atMs when it was counted
   */
  record Admitted(WaitingRequest who, AdmissionRequest request, long atMs) {}

  /** Looks on before an admission is written. */
  interface Witness {
    void admits(WaitingTraffic traffic, WaitingRequest who, AdmissionRequest request, long nowMs);
  }

  final Policy policy;
  final Ledger ledger = new Ledger();
  final List<Admitted> admitted = new ArrayList<>();

  /** What those that wait were told when they came. */
  final Map<String, Long> notBefore = new HashMap<>();

  private final Map<String, AdmissionRequest> requests = new HashMap<>();
  private final Witness witness;
  WaitQueue queue = new WaitQueue();
  private long appendedMs;
  private long clockMs;
  private int offset;

  WaitingTraffic(Policy policy) {
    this(policy, (traffic, who, request, nowMs) -> {});
  }

  WaitingTraffic(Policy policy, Witness witness) {
    this.policy = policy;
    this.witness = witness;
  }

  AdmissionRequest request(WaitingRequest waiting) {
    return Objects.requireNonNull(requests.get(waiting.id()));
  }

  private DecisionTime moment() {
    return new DecisionTime(appendedMs, clockMs);
  }

  long clockMs() {
    return clockMs;
  }

  /** Two of three would rather wait; priorities are 0 to 2. */
  void arrive(Arrival arrival) {
    arrive(arrival.request(), offset * 5 % 3, offset % 3 != 0, arrival.atMs());
  }

  private void arrive(AdmissionRequest request, int priority, boolean waits, long atMs) {
    tick(atMs);
    WaitingRequest who =
        new WaitingRequest("r" + offset, priority, offset++, Long.MAX_VALUE, request.scope());
    requests.put(who.id(), request);
    PriorClaims ahead = queue.ahead(request.scope(), priority);
    LimitDecision decision = Admission.decide(policy, request, ahead, ledger, moment());
    if (decision instanceof LimitDecision.Admitted granted) {
      admitted(who, granted);
      queue.onCapacityTaken();
    } else if (waits && decision instanceof LimitDecision.Rejected rejected) {
      queue.add(who, policy, request, rejected.exceeded(), moment());
      rejected.waitMs().ifPresent(wait -> notBefore.put(who.id(), atMs + wait));
    }
  }

  void tick(long atMs) {
    appendedMs = atMs;
    clockMs = Math.max(clockMs, atMs);
    if (queue.isDue(policy, moment())) {
      pass();
    }
  }

  void pass() {
    queue.admitDue(policy, ledger, moment(), this);
  }

  @Override
  public AdmissionRequest needs(WaitingRequest waiting) {
    return request(waiting);
  }

  @Override
  public void admitted(WaitingRequest who, LimitDecision.Admitted decision) {
    AdmissionRequest request = request(who);
    witness.admits(this, who, request, clockMs);
    ledger.write(decision.changedRows());
    admitted.add(new Admitted(who, request, decision.reservation().atMs()));
  }

  @Override
  public void infeasible(WaitingRequest waiting, LimitStatus limit) {
    throw new AssertionError(waiting + " was admitted to the line");
  }

  @Override
  public void overdue(WaitingRequest waiting) {
    throw new AssertionError(waiting + " has no deadline");
  }

  @Override
  public void evicted(Map<ScopeValue, ScopeRow> rows) {
    ledger.write(rows);
  }

  /** Whoever takes the tenant over finds those that wait, in any order, and nothing else. */
  void restart() {
    WaitQueue found = new WaitQueue();
    List<WaitingRequest> waiting = new ArrayList<>(queue.inOrder());
    Collections.reverse(waiting);
    waiting.forEach(found::add);
    queue = found;
  }
}
