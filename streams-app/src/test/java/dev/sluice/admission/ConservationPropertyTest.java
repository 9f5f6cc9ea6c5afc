package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.Settlement.Overrun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * Limits of every metric while the policy changes under open calls, against a list of all calls
 * that were admitted. The windows are longer than all of it, so nothing leaves them.
 */
class ConservationPropertyTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final ScopeValue ACME = ScopeValue.ofTenant("acme");
  private static final List<CounterId> COUNTERS =
      List.of(
          new CounterId(Metric.REQUESTS, Window.HOUR),
          new CounterId(Metric.INPUT_TOKENS, Window.HOUR),
          new CounterId(Metric.TOKENS, Window.HOUR),
          new CounterId(Metric.TOKENS, Window.MONTH),
          new CounterId(Metric.SPEND, Window.DAY),
          new CounterId(Metric.CONCURRENT, Window.NONE));

  enum Kind {
    ARRIVES,
    ENDS,
    COMES_LATE,
    POLICY_CHANGES
  }

  record Event(Kind kind, long input, long output, long spend, int pick, List<Limit> limits) {
    UsageAmounts used() {
      return new UsageAmounts(input, output, spend);
    }
  }

  /** What the reference knows of an admitted request: which counters it was counted in, and how. */
  private static final class Known {
    final Reservation reservation;
    final Map<CounterId, Long> needs = new HashMap<>();
    final Map<CounterId, Long> used = new HashMap<>();
    final Map<CounterId, Long> covered = new HashMap<>();
    boolean open = true;

    Known(Reservation reservation, Set<CounterId> counters, AdmissionRequest request) {
      this.reservation = reservation;
      counters.forEach(id -> needs.put(id, request.amountOf(id.metric())));
    }
  }

  @Property(tries = 500)
  void shouldAddUpReservedUsedAndOverrunInEveryCounterWhileThePolicyChanges(
      @ForAll("limits") List<Limit> limits, @ForAll("events") List<Event> events) {
    // Given
    Ledger ledger = new Ledger();
    Policy policy = Policy.of(1, limits);
    List<Known> all = new ArrayList<>();
    Map<CounterId, Long> overruns = new HashMap<>();
    long now = T0;
    for (Event event : events) {
      now += 10;

      // When
      if (event.kind() == Kind.POLICY_CHANGES) {
        policy = Policy.of(policy.version() + 1, event.limits());
      } else if (event.kind() == Kind.ARRIVES) {
        arrives(event, policy, ledger, all, now);
      } else {
        ends(event, ledger, all, overruns, now);
      }

      // Then
      ScopeRow row = Objects.requireNonNullElse(ledger.row(ACME), ScopeRow.empty());
      for (CounterId id : COUNTERS) {
        assertThat(row.counter(id).reserved())
            .as("reserved of %s", id)
            .isEqualTo(reserved(all, id));
        assertThat(row.counter(id).used()).as("used of %s", id).isEqualTo(used(all, id));
      }
    }
    for (CounterId id : COUNTERS) {
      if (id.metric() != Metric.REQUESTS) {
        long covered = all.stream().mapToLong(k -> k.covered.getOrDefault(id, 0L)).sum();
        assertThat(covered + overruns.getOrDefault(id, 0L))
            .as("covered and overrun of %s", id)
            .isEqualTo(used(all, id));
      }
    }
    Statistics.label("calls").collect(all.isEmpty() ? "none" : "some");
  }

  private static void arrives(
      Event event, Policy policy, Ledger ledger, List<Known> all, long now) {
    AdmissionRequest request =
        AdmissionRequest.of(
            "acme",
            "k",
            null,
            "m",
            Map.of(
                Metric.INPUT_TOKENS, event.input(),
                Metric.TOKENS, event.input() + event.output(),
                Metric.SPEND, event.spend()));
    Map<String, List<Byte>> before = ledger.contents();
    boolean fits =
        policy.limits().stream()
            .allMatch(
                limit ->
                    reserved(all, limit.counter())
                            + used(all, limit.counter())
                            + request.amountOf(limit.metric())
                        <= limit.amount());
    LimitDecision decision = ledger.take(policy, request, now);
    assertThat(decision instanceof Admitted).isEqualTo(fits);
    if (decision instanceof Admitted admitted) {
      Set<CounterId> counters = new HashSet<>();
      policy.limits().forEach(limit -> counters.add(limit.counter()));
      all.add(new Known(admitted.reservation(), counters, request));
    } else {
      assertThat(ledger.contents()).isEqualTo(before);
    }
  }

  private static void ends(
      Event event, Ledger ledger, List<Known> all, Map<CounterId, Long> overruns, long now) {
    boolean ends = event.kind() == Kind.ENDS;
    List<Known> able = all.stream().filter(known -> known.open == ends).toList();
    if (able.isEmpty()) {
      return;
    }
    Known known = able.get(event.pick() % able.size());
    List<Overrun> told =
        ends
            ? ledger.settle(known.reservation, event.used(), now)
            : ledger.charge(known.reservation, event.used(), now);
    told.forEach(o -> overruns.merge(new CounterId(o.metric(), o.window()), o.amount(), Long::sum));
    known.open = false;
    known.needs.forEach(
        (id, need) -> {
          if (id.metric() != Metric.REQUESTS && id.metric() != Metric.CONCURRENT) {
            long used = event.used().of(id.metric(), need);
            known.used.merge(id, used, Long::sum);
            // after its end nothing is set aside for it any more
            known.covered.merge(id, ends ? Math.min(used, need) : 0, Long::sum);
          }
        });
  }

  private static long reserved(List<Known> all, CounterId id) {
    return id.metric() == Metric.REQUESTS
        ? 0
        : all.stream()
            .filter(known -> known.open)
            .mapToLong(known -> known.needs.getOrDefault(id, 0L))
            .sum();
  }

  private static long used(List<Known> all, CounterId id) {
    return id.metric() == Metric.REQUESTS
        ? all.stream().mapToLong(known -> known.needs.getOrDefault(id, 0L)).sum()
        : all.stream().mapToLong(known -> known.used.getOrDefault(id, 0L)).sum();
  }

  @Provide
  Arbitrary<List<Limit>> limits() {
    return Combinators.combine(Arbitraries.of(COUNTERS), Arbitraries.longs().between(1, 400))
        .as((id, amount) -> Limit.of(Set.of(Scope.TENANT), id.metric(), amount, id.window()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            Arbitraries.of(
                Kind.ARRIVES,
                Kind.ARRIVES,
                Kind.ARRIVES,
                Kind.ENDS,
                Kind.ENDS,
                Kind.COMES_LATE,
                Kind.POLICY_CHANGES),
            Arbitraries.longs().between(0, 60),
            Arbitraries.longs().between(0, 60),
            Arbitraries.longs().between(0, 80),
            Arbitraries.integers().between(0, 100),
            limits())
        .as(Event::new)
        .list()
        .ofMaxSize(50);
  }
}
