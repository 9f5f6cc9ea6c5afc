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
 * The decision on a request, and the settlement of a call: pure functions of policy, request, use,
 * rows and time. All limits of all scopes are checked, then all are debited, or none.
 */
public final class Admission {
  private static final Comparator<LimitStatus> LONGEST_WAIT_FIRST =
      Comparator.comparingLong((LimitStatus status) -> status.waitMs().orElse(Long.MAX_VALUE))
          .reversed();

  private Admission() {}

  /**
   * Decides, and returns the rows that the decision changes; writes nothing. Access is not its
   * concern: see {@link Policy#access}.
   *
   * @param policy without {@link Policy#problems}
   * @param request with the amounts of all {@link Policy#metrics}
   * @param nowMs the broker's append time, in milliseconds since 1970
   * @throws IllegalArgumentException for a policy with problems, since a limit that can't be
   *     enforced must not let everything pass
   */
  public static Verdict decide(
      Policy policy, AdmissionRequest request, ScopeRows rows, long nowMs) {
    return decide(policy, request, Ahead.NOBODY, rows, Moment.at(nowMs));
  }

  /**
   * The same for a request that others are ahead of: it is admitted only where that leaves them
   * what they need.
   *
   * @param ahead what they need
   */
  public static Verdict decide(
      Policy policy, AdmissionRequest request, Ahead ahead, ScopeRows rows, Moment at) {
    RowChanges changes = new RowChanges(rows, at.clockMs());
    @Nullable ScopeValue[] scopes = new ScopeValue[Scope.KINDS];
    long clockMs = at.clockMs();
    for (Limit limit : policy.limits()) {
      if (!limit.isEnforceable()) {
        throw new IllegalArgumentException("limit can't be enforced: " + limit.describe());
      }
      if (scopes[limit.kind()] == null) {
        ScopeValue scope = ScopeValue.of(limit.per(), request);
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
    for (Check check : checks) {
      if (check.need > check.limit.amount()) {
        return new Verdict.Infeasible(check.status(OptionalLong.empty()));
      }
    }
    List<LimitStatus> exceeded = new ArrayList<>();
    for (Check check : checks) {
      OptionalLong roomAt = check.roomAt(clockMs);
      if (roomAt.isEmpty()) {
        exceeded.add(check.status(OptionalLong.empty()));
      } else if (roomAt.getAsLong() > clockMs) {
        exceeded.add(check.status(OptionalLong.of(roomAt.getAsLong() - at.appendedMs())));
      }
    }
    if (!exceeded.isEmpty()) {
      exceeded.sort(LONGEST_WAIT_FIRST);
      // Windows only drain while nothing arrives, so the longest wait leaves room in all of them.
      return new Verdict.Rejected(exceeded, exceeded.get(0).waitMs());
    }
    LimitStatus full = withoutRoomForAValue(checks, changes, at.appendedMs());
    return full == null
        ? admit(checks, changes, clockMs)
        : new Verdict.TooManyValues(full, changes.done());
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
   * Gives back the place among open calls and nothing else, for a call that has ended before it is
   * known what it used. To be called once, and what is left of the reservation to be settled as
   * {@link Reservation#withoutSlots}.
   *
   * @param nowMs the time that new requests are judged by, in milliseconds since 1970
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
   * Ends a reservation: what was set aside is given back and what was used is counted, both where
   * the admission was counted. To be called once for each reservation, when the call ends.
   *
   * @param used by all its attempts so far; {@link Used#NOTHING} where it failed before it cost
   *     anything; null where it is unknown: then as much as was reserved
   * @param nowMs the time that new requests are judged by, in milliseconds since 1970
   */
  public static Settlement settle(
      Reservation reservation, @Nullable Used used, ScopeRows rows, long nowMs) {
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
   * Charges what an attempt used after its call had ended and its reservation was settled: all of
   * it is an overrun. To be called once for each attempt.
   *
   * @param used null where it is unknown: then as much as was reserved
   * @param nowMs the time that new requests are judged by, in milliseconds since 1970
   */
  public static Settlement charge(
      Reservation reservation, @Nullable Used used, ScopeRows rows, long nowMs) {
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
   * @param scopes where to look
   * @return the rows to be written, by scope value; to be dropped where {@link ScopeRow#isGone}
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

  private static Verdict admit(List<Check> checks, RowChanges changes, long clockMs) {
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
    return new Verdict.Admitted(
        changes.done(), new Reservation(clockMs, debits), Arrays.asList(limits));
  }

  /** By counter, not by limit: two limits of one counter take the request once. */
  private static Map<CounterId, Long> taken(List<Check> checks, ScopeValue scope) {
    Map<CounterId, Long> taken = new TreeMap<>();
    for (Check check : checks) {
      if (check.scope.equals(scope)) {
        taken.put(check.counter.id(), check.need);
      }
    }
    return taken;
  }

  /** One limit that applies, and the counter it is held against. */
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
