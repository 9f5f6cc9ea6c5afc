package dev.sluice.admission;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one tenant that wait for limits, in the order of their turns: the higher priority
 * first, then as they came. Those that the same limits apply to form a lane, of which only the
 * first can be next; it claims what it needs of the limits that it waits for, and whoever comes
 * later is admitted only where that leaves it as much. A function of what waits, the policy, the
 * rows and the time, so that it is the same after a restart. Confined to one thread.
 */
public final class WaitingLine {
  private static final Comparator<Waiting> ORDER =
      Comparator.comparingInt(Waiting::priority)
          .reversed()
          .thenComparingLong(Waiting::offset)
          .thenComparing(Waiting::id);

  private final String tenant;
  private final Map<String, Waiting> byId = new HashMap<>();
  private final Map<List<ScopeValue>, NavigableSet<Waiting>> lanes = new HashMap<>();

  /** What was found out of those that were first in their lanes, under the policy. */
  private final Map<String, AdmissionRequest> needs = new HashMap<>();

  /** What those that are first in their lanes wait for, by ID. */
  private final Map<String, List<LimitStatus>> claimed = new HashMap<>();

  private final Claims claims = new Claims();

  /** That lanes, needs and claims are for; null before the first {@link #pass}. */
  private @Nullable Policy policy;

  /** Somebody may have a turn now. */
  private boolean roomCame;

  /** Nobody may have a turn, but some may have to wait for more. */
  private boolean roomWent;

  private long nextMs = Long.MAX_VALUE;

  public WaitingLine(String tenant) {
    this.tenant = tenant;
  }

  /**
   * One that waits.
   *
   * @param id unique in the line
   * @param priority the higher one goes first
   * @param offset of its request: among equals the lower one goes first
   * @param deadlineMs when it has no turn any more, in milliseconds since 1970
   */
  public record Waiting(
      String id,
      int priority,
      long offset,
      long deadlineMs,
      String keyId,
      @Nullable String user,
      String model) {}

  /** What happens to those whose turn it is. Each method writes what follows before it returns. */
  public interface Turns {

    /**
     * @return with the amounts of all metrics of the policy; null where it was ended instead, as it
     *     can't be admitted any more
     */
    @Nullable AdmissionRequest needs(Waiting waiting);

    void admitted(Waiting waiting, Verdict.Admitted verdict);

    void infeasible(Waiting waiting, LimitStatus limit);

    void overdue(Waiting waiting);

    /** Rows that were found to count nothing any more. */
    void tidied(Map<ScopeValue, ScopeRow> rows);
  }

  public int size() {
    return byId.size();
  }

  /** One that was found to be waiting. */
  public void add(Waiting waiting) {
    byId.put(waiting.id(), waiting);
    if (policy != null) {
      lane(waiting, policy).add(waiting);
    }
    roomCame = true;
  }

  /**
   * One that was just decided on, as the last of its priority, when no {@link #pass} was due.
   *
   * @param limits those that have no room for it
   */
  public void add(
      Waiting waiting,
      Policy decidedBy,
      AdmissionRequest its,
      List<LimitStatus> limits,
      long nowMs) {
    if (byId.isEmpty()) {
      policy = decidedBy;
    }
    byId.put(waiting.id(), waiting);
    NavigableSet<Waiting> lane = lane(waiting, decidedBy);
    Waiting formerFirst = lane.isEmpty() ? null : lane.first();
    lane.add(waiting);
    needs.put(waiting.id(), its);
    if (lane.first().equals(waiting)) {
      List<LimitStatus> former = formerFirst == null ? null : claimed.remove(formerFirst.id());
      if (formerFirst != null && former != null) {
        claims.remove(formerFirst.priority(), former);
      }
      claim(waiting, limits, nowMs);
    }
  }

  /** It does not wait any more, for a reason other than its turn. */
  public void remove(String id) {
    Waiting waiting = byId.get(id);
    if (waiting != null) {
      // what it claimed others may have now; one in the middle of a lane claims nothing
      roomCame |= policy == null || lane(waiting, policy).first().equals(waiting);
      takeOut(waiting);
    }
  }

  /** Something was given back, so that there may be room before its time. */
  public void roomCame() {
    roomCame = true;
  }

  /** A request was admitted that is not one of these. */
  public void roomWent() {
    roomWent = true;
  }

  /** Whether a {@link #pass} is to be made before anything of the tenant is decided. */
  public boolean isDue(Policy inForce, long nowMs) {
    return !byId.isEmpty() && (roomCame || roomWent || nowMs >= nextMs || !inForce.equals(policy));
  }

  /**
   * The earliest instant at which one may have its turn if nothing is given back before, in
   * milliseconds since 1970, {@link Long#MIN_VALUE} for now; empty when no clock can tell.
   */
  public OptionalLong nextMs() {
    if (byId.isEmpty()) {
      return OptionalLong.empty();
    }
    if (roomCame) {
      return OptionalLong.of(Long.MIN_VALUE);
    }
    return nextMs == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(nextMs);
  }

  /** What a request of that priority that comes now has to leave to those ahead of it. */
  public Ahead ahead(int priority) {
    return claims.of(priority);
  }

  /**
   * Lets everyone go whose turn it is, in order.
   *
   * @param nowMs the time that requests are judged by, in milliseconds since 1970
   */
  public void pass(Policy inForce, ScopeRows rows, long nowMs, Turns turns) {
    if (!inForce.equals(policy)) {
      lanes.clear();
      needs.clear();
      byId.values().forEach(waiting -> lane(waiting, inForce).add(waiting));
      policy = inForce;
    }
    roomWent = false;
    do {
      roomCame = false;
      // from the first again: what one got, those ahead of it may have to wait for too
    } while (letOneGo(inForce, rows, nowMs, turns) || roomCame);
  }

  private boolean letOneGo(Policy inForce, ScopeRows rows, long nowMs, Turns turns) {
    claims.clear();
    claimed.clear();
    nextMs = Long.MAX_VALUE;
    TreeSet<Waiting> firsts = new TreeSet<>(ORDER);
    lanes.values().forEach(lane -> firsts.add(lane.first()));
    for (Waiting first : firsts) {
      if (!waitsOn(first, inForce, rows, nowMs, turns)) {
        takeOut(first);
        return true;
      }
    }
    return false;
  }

  private boolean waitsOn(Waiting first, Policy inForce, ScopeRows rows, long nowMs, Turns turns) {
    if (nowMs >= first.deadlineMs()) {
      turns.overdue(first);
      return false;
    }
    AdmissionRequest its = needs.get(first.id());
    if (its == null) {
      its = turns.needs(first);
    }
    if (its == null) {
      return false;
    }
    needs.put(first.id(), its);
    Verdict verdict = Admission.decide(inForce, its, claims.of(first.priority()), rows, nowMs);
    if (verdict instanceof Verdict.Admitted admitted) {
      turns.admitted(first, admitted);
    } else if (verdict instanceof Verdict.Infeasible infeasible) {
      turns.infeasible(first, infeasible.limit());
    } else if (verdict instanceof Verdict.TooManyValues tooMany) {
      turns.tidied(tooMany.changedRows());
      claim(first, List.of(tooMany.limit()), nowMs);
      return true;
    } else if (verdict instanceof Verdict.Rejected rejected) {
      claim(first, rejected.exceeded(), nowMs);
      return true;
    }
    return false;
  }

  /** Those that wait, in the order of their turns. */
  public List<Waiting> inOrder() {
    return byId.values().stream().sorted(ORDER).toList();
  }

  private void claim(Waiting first, List<LimitStatus> limits, long nowMs) {
    claimed.put(first.id(), limits);
    claims.add(first.priority(), limits);
    for (LimitStatus status : limits) {
      // a limit that has room but for others is theirs to wait for
      if (status.waitMs().isPresent() && !status.isForOthersFirst()) {
        nextMs = Math.min(nextMs, nowMs + status.waitMs().getAsLong());
      }
    }
  }

  private void takeOut(Waiting waiting) {
    byId.remove(waiting.id());
    needs.remove(waiting.id());
    if (policy != null) {
      NavigableSet<Waiting> lane = lane(waiting, policy);
      lane.remove(waiting);
      if (lane.isEmpty()) {
        lanes.remove(scopes(waiting, policy));
      }
    }
  }

  private NavigableSet<Waiting> lane(Waiting waiting, Policy decidedBy) {
    return lanes.computeIfAbsent(scopes(waiting, decidedBy), unused -> new TreeSet<>(ORDER));
  }

  private List<ScopeValue> scopes(Waiting waiting, Policy decidedBy) {
    AdmissionRequest request =
        AdmissionRequest.of(tenant, waiting.keyId(), waiting.user(), waiting.model());
    return decidedBy.limits().stream()
        .map(limit -> ScopeValue.of(limit.per(), request))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}
