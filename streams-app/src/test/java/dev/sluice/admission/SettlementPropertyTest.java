package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.LimitDecision.Rejected;
import dev.sluice.admission.Settlement.Overrun;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Against a reference that keeps every call and adds them up by brute force. */
class SettlementPropertyTest {
  private static final ScopeValue ACME = ScopeValue.ofTenant("acme");

  enum Kind {
    ARRIVES,
    ENDS,
    LATE
  }

  /** One event; {@code pick} chooses among the calls that it can happen to. */
  record Event(Kind kind, long passes, long need, long used, int pick) {}

  /** A call as the reference sees it. */
  private static final class Entry {
    final Reservation reservation;
    final long need;
    long used;
    boolean open = true;

    Entry(Reservation reservation, long need) {
      this.reservation = reservation;
      this.need = need;
    }

    long reserved() {
      return open ? need : 0;
    }
  }

  @Property(tries = 700)
  void shouldConserveEveryCounterWhateverTheOrder(
      @ForAll("limits") List<Limit> limits, @ForAll("events") List<Event> events) {
    // Given
    Ledger ledger = new Ledger();
    Policy policy = Policy.of(1, limits);
    List<Entry> entries = new ArrayList<>();
    long now = 1_790_000_000_000L;
    for (Event event : events) {
      now += event.passes();

      // When
      apply(event, policy, ledger, entries, now);

      // Then
      ScopeRow row = ledger.row(ACME);
      for (Limit limit : limits) {
        Counter counter = (row == null ? ScopeRow.empty() : row).counter(limit.counter());
        long used = 0;
        long reserved = 0;
        for (Entry entry : entries) {
          if (counts(limit, entry.reservation.atMs(), now)) {
            used += entry.used;
            reserved += entry.reserved();
          }
        }
        assertThat(counter.pruned(now).used()).as("used of %s", limit.describe()).isEqualTo(used);
        assertThat(counter.pruned(now).reserved())
            .as("reserved of %s", limit.describe())
            .isEqualTo(reserved);
      }
    }
    entries.stream()
        .filter(entry -> entry.open)
        .forEach(entry -> ledger.settle(entry.reservation, UsageAmounts.NOTHING, T_END));
    ledger.dropIdle(T_END);
    assertThat(ledger.contents()).isEmpty();
  }

  private static final long T_END = 1_990_000_000_000L;

  @Property(tries = 700)
  void shouldAdmitExactlyWhatFitsBesideUsedAndReserved(
      @ForAll("limits") List<Limit> limits, @ForAll("events") List<Event> events) {
    // Given
    Ledger ledger = new Ledger();
    Policy policy = Policy.of(1, limits);
    List<Entry> entries = new ArrayList<>();
    long now = 1_790_000_000_000L;
    for (Event event : events) {
      now += event.passes();
      long at = now;
      boolean fits =
          limits.stream()
              .allMatch(
                  limit ->
                      entries.stream()
                                  .filter(e -> counts(limit, e.reservation.atMs(), at))
                                  .mapToLong(e -> e.used + e.reserved())
                                  .sum()
                              + event.need()
                          <= limit.amount());

      // When
      int before = entries.size();
      apply(event, policy, ledger, entries, now);

      // Then
      if (event.kind() == Kind.ARRIVES) {
        assertThat(entries.size() > before).isEqualTo(fits);
      }
    }
  }

  @Property(tries = 700)
  void shouldStateTheSmallestWaitForTokensInEveryWindow(
      @ForAll("limits") List<Limit> limits, @ForAll("events") List<Event> events) {
    // Given
    Ledger ledger = new Ledger();
    Policy policy = Policy.of(1, limits);
    List<Entry> entries = new ArrayList<>();
    int refusals = 0;
    long now = 1_790_000_000_000L;
    for (Event event : events) {
      now += event.passes();
      AdmissionRequest request = request(event);

      // When
      LimitDecision decision = ledger.ask(policy, request, now);

      // Then
      if (decision instanceof Rejected rejected) {
        refusals++;
        long then = now + rejected.waitMs().orElseThrow();
        assertThat(ledger.ask(policy, request, then)).isInstanceOf(Admitted.class);
        assertThat(ledger.ask(policy, request, then - 1)).isInstanceOf(Rejected.class);
      }
      apply(event, policy, ledger, entries, now);
    }
    Statistics.collect(refusals > 0 ? "refusals" : "none");
  }

  private static AdmissionRequest request(Event event) {
    return AdmissionRequest.of("acme", "k", null, "m", Map.of(Metric.TOKENS, event.need()));
  }

  private static void apply(
      Event event, Policy policy, Ledger ledger, List<Entry> entries, long now) {
    List<Entry> able =
        entries.stream().filter(entry -> entry.open == (event.kind() == Kind.ENDS)).toList();
    if (event.kind() == Kind.ARRIVES) {
      if (ledger.take(policy, request(event), now) instanceof Admitted admitted) {
        entries.add(new Entry(admitted.reservation(), event.need()));
      }
    } else if (!able.isEmpty()) {
      Entry entry = able.get(event.pick() % able.size());
      UsageAmounts used = new UsageAmounts(event.used(), 0, 0L);
      List<Overrun> overruns =
          entry.open
              ? ledger.settle(entry.reservation, used, now)
              : ledger.charge(entry.reservation, used, now);
      // reserved and overrun together are never less than what was used
      long beyond = Math.max(0, event.used() - entry.reserved());
      assertThat(overruns).allMatch(overrun -> overrun.amount() == beyond);
      assertThat(overruns.isEmpty()).isEqualTo(beyond == 0);
      entry.used += event.used();
      entry.open = false;
    }
  }

  /** The reference's own reading of windows. */
  private static boolean counts(Limit limit, long at, long now) {
    return switch (limit.window()) {
      case SECOND -> bucket(at, 1_000) >= bucket(now, 1_000) - 60;
      case MINUTE -> bucket(at, 60_000) >= bucket(now, 60_000) - 60;
      case HOUR -> bucket(at, 3_600_000) >= bucket(now, 3_600_000) - 60;
      case DAY -> at / 86_400_000 == now / 86_400_000;
      case MONTH -> month(at).equals(month(now));
      case NONE -> throw new IllegalArgumentException();
    };
  }

  private static long bucket(long ms, long length) {
    return 60 * ms / length;
  }

  private static YearMonth month(long ms) {
    return YearMonth.from(Instant.ofEpochMilli(ms).atZone(ZoneOffset.UTC));
  }

  @Provide
  Arbitrary<List<Limit>> limits() {
    return Combinators.combine(
            Arbitraries.longs().between(50, 400),
            Arbitraries.of(Window.SECOND, Window.MINUTE, Window.HOUR, Window.DAY, Window.MONTH))
        .as((amount, window) -> Limit.of(Set.of(Scope.TENANT), Metric.TOKENS, amount, window))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Long> passes =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.longs().between(0, 40)),
            Tuple.of(3, Arbitraries.longs().between(41, 2_000)),
            Tuple.of(2, Arbitraries.longs().between(2_001, 70_000)),
            Tuple.of(1, Arbitraries.longs().between(70_001, 90_000_000)));
    return Combinators.combine(
            Arbitraries.of(Kind.ARRIVES, Kind.ARRIVES, Kind.ENDS, Kind.LATE),
            passes,
            Arbitraries.longs().between(0, 120),
            Arbitraries.longs().between(0, 150),
            Arbitraries.integers().between(0, 100))
        .as(Event::new)
        .list()
        .ofMaxSize(50);
  }
}
