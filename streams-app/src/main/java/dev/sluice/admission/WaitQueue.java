package dev.sluice.admission;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one tenant that wait for limits, in the order of their turns: higher priority
 * first, then first come, first served. Requests that the same limits apply to form a queue, of
 * which only the first can be next. It claims what it needs of the limits that it waits for, and a
 * later request is admitted only if that much remains. A function of the waiting requests, the
 * policy, the rows and the time, so a restart does not change it. Not thread-safe.
 */
public final class WaitQueue {
  private final Map<String, WaitingRequest> byId = new HashMap<>();
  private final Map<List<ScopeValue>, ScopeQueue> lanes = new HashMap<>();

  /** What the first of each queue needs under the policy. */
  private final Map<String, AdmissionRequest> needs = new HashMap<>();

  /** The limits that the first of each queue waits for, by ID. */
  private final Map<String, List<LimitStatus>> claimed = new HashMap<>();

  private final Claims claims = new Claims();

  /** The policy that queues, needs and claims are for; null before the first {@link #admitDue}. */
  private @Nullable Policy policy;

  /** Capacity was freed: a request may be admitted now. */
  private boolean capacityFreed;

  /** Capacity shrank: nothing can be admitted, but wait times may be stale. */
  private boolean capacityTaken;

  private long nextMs = Long.MAX_VALUE;

  /** Called for requests whose turn it is. Each method writes its effects before it returns. */
  public interface Listener {

    /**
     * @return with the amounts of all metrics of the policy; null if the request was ended instead,
     *     because it can't be admitted any more
     */
    @Nullable AdmissionRequest needs(WaitingRequest waiting);

    void admitted(WaitingRequest waiting, LimitDecision.Admitted decision);

    void infeasible(WaitingRequest waiting, LimitStatus limit);

    void overdue(WaitingRequest waiting);

    /** Rows that turned out to count nothing any more. */
    void evicted(Map<ScopeValue, ScopeRow> rows);
  }

  public int size() {
    return byId.size();
  }

  /** Adds a waiting request found at a restart. */
  public void add(WaitingRequest waiting) {
    byId.put(waiting.id(), waiting);
    if (policy != null) {
      lane(waiting, policy).add(waiting);
    }
    capacityFreed = true;
  }

  /**
   * Adds a request that was just decided on, as the last of its priority, while no {@link
   * #admitDue} was due.
   *
   * @param limits those without room for it
   */
  public void add(
      WaitingRequest waiting,
      Policy decidedBy,
      AdmissionRequest its,
      List<LimitStatus> limits,
      DecisionTime at) {
    if (byId.isEmpty()) {
      policy = decidedBy;
    }
    byId.put(waiting.id(), waiting);
    ScopeQueue lane = lane(waiting, decidedBy);
    WaitingRequest formerFirst = lane.isEmpty() ? null : lane.first();
    lane.add(waiting);
    needs.put(waiting.id(), its);
    if (lane.first().equals(waiting)) {
      List<LimitStatus> former = formerFirst == null ? null : claimed.remove(formerFirst.id());
      if (formerFirst != null && former != null) {
        claims.remove(formerFirst.priority(), former);
      }
      claim(waiting, limits, at);
    }
  }

  /** Removes a request that stops waiting for any reason but its turn. */
  public void remove(String id) {
    WaitingRequest waiting = byId.get(id);
    if (waiting != null) {
      // its claims are free now; one that was not the first of its queue claimed nothing
      capacityFreed |= policy == null || lane(waiting, policy).first().equals(waiting);
      takeOut(waiting);
    }
  }

  /** Capacity was released, so there may be room early. */
  public void onCapacityFreed() {
    capacityFreed = true;
  }

  /** A request was admitted that is not in the queue. */
  public void onCapacityTaken() {
    capacityTaken = true;
  }

  /** Whether a {@link #admitDue} must come before any further decision for the tenant. */
  public boolean isDue(Policy inForce, DecisionTime at) {
    return !byId.isEmpty()
        && (capacityFreed || capacityTaken || at.clockMs() >= nextMs || !inForce.equals(policy));
  }

  /**
   * The earliest time at which a request may be admitted if nothing is released before, in
   * milliseconds since 1970; {@link Long#MIN_VALUE} for now; empty if no clock can tell.
   */
  public OptionalLong nextMs() {
    if (byId.isEmpty()) {
      return OptionalLong.empty();
    }
    if (capacityFreed) {
      return OptionalLong.of(Long.MIN_VALUE);
    }
    return nextMs == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(nextMs);
  }

  /**
   * What a new request must leave to those queued before it. Besides the claims of the first of
   * each queue, these are the turns of all others in its own queue. They don't change whether it is
   * admitted, which the claim of the first rules out, but they tell how long it takes. Only the
   * number of requests is known of them without another look at each.
   */
  public PriorClaims ahead(ScopeValue scope, int priority) {
    PriorClaims claimedByFirsts = claims.of(priority);
    ScopeQueue lane = policy == null ? null : lanes.get(scopes(scope, policy));
    int ahead = lane == null ? 0 : lane.ahead(priority);
    if (lane == null || ahead < 2) {
      return claimedByFirsts;
    }
    List<LimitStatus> waitsFor = claimed.getOrDefault(lane.first().id(), List.of());
    return (counted, counter) -> {
      boolean theirs =
          counter.metric() == Metric.REQUESTS
              && waitsFor.stream()
                  .anyMatch(
                      limit ->
                          limit.scope().equals(counted) && limit.limit().counter().equals(counter));
      return claimedByFirsts.of(counted, counter) + (theirs ? ahead - 1 : 0);
    };
  }

  /** Admits every request whose turn it is, in order. */
  public void admitDue(Policy inForce, ScopeRows rows, DecisionTime at, Listener listener) {
    if (!inForce.equals(policy)) {
      lanes.clear();
      needs.clear();
      byId.values().forEach(waiting -> lane(waiting, inForce).add(waiting));
      policy = inForce;
    }
    capacityTaken = false;
    do {
      capacityFreed = false;
      // from the first again: what one got, an earlier one may now have to wait for too
    } while (admitOne(inForce, rows, at, listener) || capacityFreed);
  }

  private boolean admitOne(Policy inForce, ScopeRows rows, DecisionTime at, Listener listener) {
    claims.clear();
    claimed.clear();
    nextMs = Long.MAX_VALUE;
    TreeSet<WaitingRequest> firsts = new TreeSet<>(ScopeQueue.ORDER);
    lanes.values().forEach(lane -> firsts.add(lane.first()));
    for (WaitingRequest first : firsts) {
      if (!waitsOn(first, inForce, rows, at, listener)) {
        takeOut(first);
        return true;
      }
    }
    return false;
  }

  private boolean waitsOn(
      WaitingRequest first, Policy inForce, ScopeRows rows, DecisionTime at, Listener listener) {
    if (at.appendedMs() >= first.deadlineMs()) {
      listener.overdue(first);
      return false;
    }
    AdmissionRequest its = needs.get(first.id());
    if (its == null) {
      its = listener.needs(first);
    }
    if (its == null) {
      return false;
    }
    needs.put(first.id(), its);
    LimitDecision decision = Admission.decide(inForce, its, claims.of(first.priority()), rows, at);
    if (decision instanceof LimitDecision.Admitted admitted) {
      listener.admitted(first, admitted);
    } else if (decision instanceof LimitDecision.Infeasible infeasible) {
      listener.infeasible(first, infeasible.limit());
    } else if (decision instanceof LimitDecision.TooManyValues tooMany) {
      listener.evicted(tooMany.changedRows());
      claim(first, List.of(tooMany.limit()), at);
      return true;
    } else if (decision instanceof LimitDecision.Rejected rejected) {
      claim(first, rejected.exceeded(), at);
      return true;
    }
    return false;
  }

  /** The waiting requests, in the order of their turns. */
  public List<WaitingRequest> inOrder() {
    return byId.values().stream().sorted(ScopeQueue.ORDER).toList();
  }

  private void claim(WaitingRequest first, List<LimitStatus> limits, DecisionTime at) {
    claimed.put(first.id(), limits);
    claims.add(first.priority(), limits);
    for (LimitStatus status : limits) {
      // a limit that has room except for others' claims is theirs to wait for
      if (status.waitMs().isPresent() && !status.isForOthersFirst()) {
        nextMs = Math.min(nextMs, at.appendedMs() + status.waitMs().getAsLong());
      }
    }
  }

  private void takeOut(WaitingRequest waiting) {
    byId.remove(waiting.id());
    needs.remove(waiting.id());
    if (policy != null) {
      ScopeQueue lane = lane(waiting, policy);
      lane.remove(waiting);
      if (lane.isEmpty()) {
        lanes.remove(scopes(waiting.scope(), policy));
      }
    }
  }

  private ScopeQueue lane(WaitingRequest waiting, Policy decidedBy) {
    return lanes.computeIfAbsent(scopes(waiting.scope(), decidedBy), unused -> new ScopeQueue());
  }

  private static List<ScopeValue> scopes(ScopeValue request, Policy decidedBy) {
    return decidedBy.limits().stream()
        .map(limit -> request.per(limit.per()))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}
