package dev.sluice.admission;

import dev.sluice.admission.Reservation.Debit;
import dev.sluice.admission.Settlement.Overrun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a request and settles a call: pure functions of policy, request, usage, rows and time.
 * Checks all limits of all scopes, then debits all of them or none.
 */
public final class Admission {
  private static final Comparator<LimitStatus> LONGEST_WAIT_FIRST =
      Comparator.comparingLong((LimitStatus status) -> status.waitMs().orElse(Long.MAX_VALUE))
          .reversed();

  private Admission() {}

  /**
   * Decides for a request that has others queued before it: admits it only if enough capacity
   * remains for them. Returns the rows that the decision changes, and writes nothing. {@link
   * Policy#access} checks access separately.
   *
   * <p>Where a limit of spend has no room, it decides on what the request becomes {@link OnBudget},
   * if anything: that is admitted, or waits for the other limits, without regard to spend.
   *
   * @param policy one without {@link Policy#problems}
   * @param request with the amounts of all {@link Policy#metrics}
   * @param ahead what the earlier requests need
   * @throws IllegalArgumentException if the policy has problems: a limit that can't be enforced
   *     must not let everything pass
   */
  public static LimitDecision decide(
      Policy policy, AdmissionRequest request, PriorClaims ahead, ScopeRows rows, DecisionTime at) {
    LimitDecision decision = decide(policy, request, ahead, rows, at, false);
    AdmissionRequest there = request.there();
    if (there == null
        || !(decision instanceof LimitDecision.Rejected rejected && rejected.isOfBudget())) {
      return decision;
    }
    LimitDecision instead = decide(policy, there, ahead, rows, at, true);
    if (instead instanceof LimitDecision.Admitted admitted) {
      return new LimitDecision.Admitted(
          admitted.changedRows(), admitted.reservation(), admitted.limits(), rejected.exceeded());
    }
    return instead instanceof LimitDecision.Rejected ? instead : decision;
  }

  /**
   * @param beyondBudget whether limits of spend only count
   */
  private static LimitDecision decide(
      Policy policy,
      AdmissionRequest request,
      PriorClaims ahead,
      ScopeRows rows,
      DecisionTime at,
      boolean beyondBudget) {
    RowChanges changes = new RowChanges(rows, at.clockMs());
    @Nullable ScopeValue[] scopes = new ScopeValue[Scope.KINDS];
    long clockMs = at.clockMs();
    for (Limit limit : policy.limits()) {
      if (!limit.isEnforceable()) {
        throw new IllegalArgumentException("limit can't be enforced: " + limit.describe());
      }
      if (scopes[limit.kind()] == null) {
        ScopeValue scope = request.scope().per(limit.per());
        scopes[limit.kind()] = scope;
        clockMs = scope == null ? clockMs : Math.max(clockMs, changes.row(scope).lastSeenMs());
      }
    }
    List<Check> checks = new ArrayList<>(policy.limits().size());
    for (Limit limit : policy.limits()) {
      ScopeValue scope = scopes[limit.kind()];
      if (scope != null) {
        long need = request.amountOf(limit.metric());
        CounterId id = limit.counter();
        Counter counter = changes.row(scope).counter(id).pruned(clockMs);
        checks.add(new Check(limit, scope, counter, need, ahead.of(scope, id)));
      }
    }
    List<Check> refusing =
        beyondBudget
            ? checks.stream().filter(check -> check.limit.metric() != Metric.SPEND).toList()
            : checks;
    for (Check check : refusing) {
      if (check.need > check.limit.amount()) {
        return new LimitDecision.Infeasible(check.status(OptionalLong.empty()));
      }
    }
    List<LimitStatus> exceeded = new ArrayList<>();
    for (Check check : refusing) {
      OptionalLong roomAt = check.roomAt(clockMs);
      if (roomAt.isEmpty()) {
        exceeded.add(check.status(OptionalLong.empty()));
      } else if (roomAt.getAsLong() > clockMs) {
        exceeded.add(check.status(OptionalLong.of(roomAt.getAsLong() - at.appendedMs())));
      }
    }
    if (!exceeded.isEmpty()) {
      exceeded.sort(LONGEST_WAIT_FIRST);
      // Usage in a window only decreases while nothing arrives, so after the longest wait all
      // windows have room.
      return new LimitDecision.Rejected(exceeded, exceeded.get(0).waitMs());
    }
    LimitStatus full = withoutRoomForAValue(checks, changes, at.appendedMs());
    return full == null
        ? admit(checks, changes, clockMs)
        : new LimitDecision.TooManyValues(full, changes.done());
  }

  private static @Nullable LimitStatus withoutRoomForAValue(
      List<Check> checks, RowChanges changes, long appendedMs) {
    for (Check check : checks) {
      if (check.limit.maxValues().isPresent() && !changes.exists(check.scope)) {
        int most = check.limit.maxValues().getAsInt();
        ValueCount values = changes.values(check.scope.tenant(), check.scope.kind(), most);
        if (values.rows() >= most) {
          return check.status(
              values.goesAtMs() == Long.MAX_VALUE
                  ? OptionalLong.empty()
                  : OptionalLong.of(values.goesAtMs() - appendedMs));
        }
      }
    }
    return null;
  }

  /**
   * Releases only the concurrency slot, for a call that has ended before its usage is known. Call
   * it once, then settle the rest as {@link Reservation#withoutSlots}.
   *
   * @param nowMs the decision time, in milliseconds since 1970
   */
  public static Settlement release(Reservation reservation, ScopeRows rows, long nowMs) {
    RowChanges changes = new RowChanges(rows, nowMs);
    reservation.debits().stream()
        .filter(debit -> debit.metric() == Metric.CONCURRENT)
        .forEach(debit -> close(changes, debit));
    return new Settlement(changes.done(), List.of());
  }

  private static void close(RowChanges changes, Debit debit) {
    if (changes.exists(debit.scope())) {
      ScopeRow row = changes.row(debit.scope());
      changes.put(debit.scope(), row.close(debit.counter(), debit.amount()));
    }
  }

  /**
   * Settles a reservation: returns what it set aside and counts what was used, both at the time of
   * the admission. Call it once for each reservation, when the call ends.
   *
   * @param used by all attempts so far; {@link UsageAmounts#NOTHING} if the call failed before it
   *     cost anything; null if unknown, which counts as the reserved amount
   * @param nowMs the decision time, in milliseconds since 1970
   */
  public static Settlement settle(
      Reservation reservation, @Nullable UsageAmounts used, ScopeRows rows, long nowMs) {
    RowChanges changes = new RowChanges(rows, nowMs);
    List<Overrun> overruns = new ArrayList<>();
    for (Debit debit : reservation.debits()) {
      if (debit.metric() == Metric.CONCURRENT) {
        close(changes, debit);
      } else if (debit.metric() != Metric.REQUESTS) {
        long amount = used == null ? debit.amount() : used.of(debit.metric(), debit.amount());
        correct(changes, reservation, debit, amount, -debit.amount(), nowMs);
        overrun(debit, amount - debit.amount(), overruns);
      }
    }
    return new Settlement(changes.done(), overruns);
  }

  /**
   * Charges what an attempt used after its call was settled; all of it is an overrun. Call it once
   * for each attempt.
   *
   * @param used null if unknown, which counts as the reserved amount
   * @param nowMs the decision time, in milliseconds since 1970
   */
  public static Settlement charge(
      Reservation reservation, @Nullable UsageAmounts used, ScopeRows rows, long nowMs) {
    RowChanges changes = new RowChanges(rows, nowMs);
    List<Overrun> overruns = new ArrayList<>();
    for (Debit debit : reservation.debits()) {
      if (debit.metric() != Metric.CONCURRENT && debit.metric() != Metric.REQUESTS) {
        long amount = used == null ? debit.amount() : used.of(debit.metric(), debit.amount());
        correct(changes, reservation, debit, amount, 0, nowMs);
        overrun(debit, amount, overruns);
      }
    }
    return new Settlement(changes.done(), overruns);
  }

  private static void correct(
      RowChanges changes, Reservation from, Debit debit, long used, long reserved, long nowMs) {
    ScopeRow row = changes.row(debit.scope());
    changes.put(debit.scope(), row.correct(debit.counter(), from.atMs(), used, reserved, nowMs));
  }

  private static void overrun(Debit debit, long amount, List<Overrun> overruns) {
    if (amount > 0) {
      overruns.add(new Overrun(debit.scope(), debit.metric(), debit.window(), amount));
    }
  }

  /**
   * Drops rows whose windows have passed and that have no open call.
   *
   * @param scopes the scopes to check
   * @return the rows to write, by scope value; delete those for which {@link ScopeRow#isGone} is
   *     true
   */
  public static Map<ScopeValue, ScopeRow> dropIdle(
      Iterable<ScopeValue> scopes, ScopeRows rows, long nowMs) {
    RowChanges changes = new RowChanges(rows, nowMs);
    for (ScopeValue scope : scopes) {
      if (changes.row(scope).isIdle(nowMs)) {
        changes.put(scope, ScopeRow.empty());
      }
    }
    return changes.done();
  }

  private static LimitDecision admit(List<Check> checks, RowChanges changes, long clockMs) {
    List<Debit> debits = new ArrayList<>(checks.size());
    LimitStatus[] limits = new LimitStatus[checks.size()];
    for (int first = 0; first < limits.length; first++) {
      if (limits[first] == null) {
        ScopeValue scope = checks.get(first).scope;
        Map<CounterId, Long> taken = taken(checks, scope);
        ScopeRow row = changes.row(scope).debit(taken, clockMs);
        changes.put(scope, row);
        taken.forEach(
            (id, need) -> debits.add(new Debit(scope, id.metric(), id.window(), id.zone(), need)));
        for (int i = first; i < limits.length; i++) {
          if (checks.get(i).scope.equals(scope)) {
            limits[i] = checks.get(i).statusAfter(row);
          }
        }
      }
    }
    return new LimitDecision.Admitted(
        changes.done(), new Reservation(clockMs, debits), Arrays.asList(limits), List.of());
  }

  /** By counter, not by limit: two limits on one counter debit the request once. */
  private static Map<CounterId, Long> taken(List<Check> checks, ScopeValue scope) {
    Map<CounterId, Long> taken = new TreeMap<>();
    for (Check check : checks) {
      if (check.scope.equals(scope)) {
        taken.put(check.counter.id(), check.need);
      }
    }
    return taken;
  }

  /** A limit that applies to the request, with its counter. */
  private record Check(Limit limit, ScopeValue scope, Counter counter, long need, long ahead) {

    OptionalLong roomAt(long clockMs) {
      return counter.roomAt(need, ahead, limit.amount(), clockMs);
    }

    LimitStatus status(OptionalLong waitMs) {
      return LimitStatus.of(limit, scope, counter, need, waitMs);
    }

    LimitStatus statusAfter(ScopeRow row) {
      return LimitStatus.of(limit, scope, row.counter(counter.id()), need, OptionalLong.empty());
    }
  }
}
