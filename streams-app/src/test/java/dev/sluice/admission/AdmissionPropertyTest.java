package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.LimitDecision.Rejected;
import dev.sluice.admission.Traffic.Arrival;
import dev.sluice.admission.Traffic.Arrivals;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.statistics.Statistics;

/** Against a reference that keeps the time of every admitted request and counts by brute force. */
@Domain(Traffic.class)
class AdmissionPropertyTest {

  @Property(tries = 1_000)
  void shouldNeverAdmitMoreThanTheAmountInAnyRollingWindow(
      @ForAll Policy policy, @ForAll Arrivals arrivals) {
    // When
    List<Arrival> admitted = admitted(policy, arrivals.list(), new Ledger());

    // Then
    for (Limit limit : policy.limits()) {
      for (Arrival last : admitted) {
        long from = last.atMs() - Traffic.lengthMs(limit);
        assertThat(
                admitted.stream()
                    .filter(a -> Traffic.together(limit, a.request(), last.request()))
                    .filter(a -> a.atMs() >= from && a.atMs() <= last.atMs()))
            .as("%s until %d", limit.describe(), last.atMs())
            .hasSizeLessThanOrEqualTo((int) limit.amount());
      }
    }
  }

  @Property(tries = 1_000)
  void shouldRefuseOnlyWhatOneSubBucketsDelayExplains(
      @ForAll Policy policy, @ForAll Arrivals arrivals) {
    Ledger ledger = new Ledger();
    List<Arrival> admitted = new ArrayList<>();
    int refusals = 0;
    for (Arrival arrival : arrivals.list()) {
      // When
      LimitDecision decision = ledger.take(policy, arrival.request(), arrival.atMs());

      // Then
      if (decision instanceof Rejected rejected) {
        refusals++;
        long clock = clock(policy, arrival, admitted);
        for (LimitStatus status : rejected.exceeded()) {
          long length = Traffic.lengthMs(status.limit());
          long inWindowAndOneSubBucket =
              admitted.stream()
                  .filter(a -> Traffic.together(status.limit(), a.request(), arrival.request()))
                  .filter(a -> 60 * (clock - a.atMs()) < 61 * length)
                  .count();
          assertThat(inWindowAndOneSubBucket + 1).isGreaterThan(status.limit().amount());
        }
      } else {
        admitted.add(stamped(arrival, (Admitted) decision));
      }
    }
    Statistics.collect(refusals > 0 ? "refusals" : "none");
  }

  @Property(tries = 1_000)
  void shouldStateTheSmallestWaitThatSuffices(@ForAll Policy policy, @ForAll Arrivals arrivals) {
    Ledger ledger = new Ledger();
    for (Arrival arrival : arrivals.list()) {
      // When
      LimitDecision decision = ledger.take(policy, arrival.request(), arrival.atMs());

      // Then
      if (decision instanceof Rejected rejected) {
        long then = arrival.atMs() + rejected.waitMs().orElseThrow();
        assertThat(ledger.ask(policy, arrival.request(), then)).isInstanceOf(Admitted.class);
        assertThat(ledger.ask(policy, arrival.request(), then - 1)).isInstanceOf(Rejected.class);
      }
    }
  }

  @Property(tries = 1_000)
  void shouldStateTheSmallestWaitThatSufficesWhileTheLimitersClockIsHeld(
      @ForAll Policy policy, @ForAll Arrivals arrivals) {
    Ledger ledger = new Ledger();
    long clock = 0;
    int held = 0;
    for (Arrival arrival : arrivals.list()) {
      // When
      clock = Math.max(clock, arrival.atMs());
      DecisionTime at = new DecisionTime(arrival.atMs(), clock);
      LimitDecision decision = ledger.take(policy, arrival.request(), at);

      // Then
      if (decision instanceof Rejected rejected) {
        held += at.clockMs() > at.appendedMs() ? 1 : 0;
        long then = arrival.atMs() + rejected.waitMs().orElseThrow();
        DecisionTime enough = new DecisionTime(then, Math.max(clock, then));
        DecisionTime less = new DecisionTime(then - 1, Math.max(clock, then - 1));
        assertThat(ledger.ask(policy, arrival.request(), enough)).isInstanceOf(Admitted.class);
        assertThat(ledger.ask(policy, arrival.request(), less)).isInstanceOf(Rejected.class);
      }
    }
    Statistics.collect(held > 0 ? "refusals while it was held" : "none");
  }

  @Property(tries = 1_000)
  void shouldConsumeNothingWhenRejected(@ForAll Policy policy, @ForAll Arrivals arrivals) {
    // Given
    Ledger all = new Ledger();
    List<Arrival> admitted = new ArrayList<>();
    for (Arrival arrival : arrivals.list()) {
      if (all.take(policy, arrival.request(), arrival.atMs()) instanceof Admitted) {
        admitted.add(arrival);
      }
    }

    // When
    Ledger withoutRejected = new Ledger();
    List<Arrival> again = admitted(policy, admitted, withoutRejected);

    // Then
    assertThat(again).hasSameSizeAs(admitted);
    assertThat(withoutRejected.contents()).isEqualTo(all.contents());
  }

  @Property(tries = 500)
  void shouldGiveTheSameDecisionsForTheSameInputs(
      @ForAll Policy policy, @ForAll Arrivals arrivals) {
    // When
    List<LimitDecision> once = decisions(policy, arrivals, new Ledger());
    List<LimitDecision> again = decisions(policy, arrivals, new Ledger());

    // Then
    assertThat(again).isEqualTo(once);
  }

  @Property(tries = 500)
  void shouldCountARequestOnceWhenLimitsShareACounter(
      @ForAll Policy policy, @ForAll Arrivals arrivals) {
    // Given
    List<Limit> doubled = new ArrayList<>(policy.limits());
    policy.limits().forEach(l -> doubled.add(Limit.of(l.per(), l.metric(), 1_000, l.window())));
    Ledger single = new Ledger();
    Ledger twice = new Ledger();

    // When
    List<Arrival> admitted = admitted(policy, arrivals.list(), single);
    List<Arrival> admittedWithBoth = admitted(Policy.of(2, doubled), arrivals.list(), twice);

    // Then
    assertThat(admittedWithBoth).isEqualTo(admitted);
    assertThat(twice.contents()).isEqualTo(single.contents());
  }

  private static List<LimitDecision> decisions(Policy policy, Arrivals arrivals, Ledger ledger) {
    return arrivals.list().stream()
        .map(arrival -> ledger.take(policy, arrival.request(), arrival.atMs()))
        .toList();
  }

  /** Those admitted, with the time that they were counted at. */
  private static List<Arrival> admitted(Policy policy, List<Arrival> arrivals, Ledger ledger) {
    List<Arrival> admitted = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      long clock = clock(policy, arrival, admitted);
      if (ledger.take(policy, arrival.request(), arrival.atMs()) instanceof Admitted decision) {
        assertThat(decision.reservation().atMs()).isEqualTo(clock);
        admitted.add(stamped(arrival, decision));
      }
    }
    return admitted;
  }

  private static Arrival stamped(Arrival arrival, Admitted decision) {
    return new Arrival(arrival.request(), decision.reservation().atMs());
  }

  /** The arrival's time, or the latest that any of its counters has seen. */
  private static long clock(Policy policy, Arrival arrival, List<Arrival> admitted) {
    return admitted.stream()
        .filter(
            a ->
                policy.limits().stream()
                    .anyMatch(limit -> Traffic.together(limit, a.request(), arrival.request())))
        .mapToLong(Arrival::atMs)
        .reduce(arrival.atMs(), Math::max);
  }
}
