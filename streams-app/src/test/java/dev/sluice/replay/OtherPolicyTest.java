package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.ScopeValue;
import dev.sluice.admission.UsageAmounts;
import dev.sluice.admission.Window;
import dev.sluice.replay.RecordedEvent.Accepted;
import dev.sluice.replay.RecordedEvent.ClockPutBack;
import dev.sluice.replay.RecordedEvent.Ended;
import dev.sluice.replay.RecordedEvent.Ending;
import dev.sluice.replay.RecordedEvent.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a replay by another policy assumes where nothing was recorded. */
class OtherPolicyTest {
  private static final long START = 1_795_000_000_000L;
  private static final long ESTIMATE = 700;

  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<RecordedEvent> events = new ArrayList<>();
  private long seq;
  private @Nullable String missing;

  @Test
  void shouldChargeWhatACallUsedWhenItWasMade() {
    // Given
    asks(0, false);
    accepted(0);
    ended(0, 1_000, 120);

    // When
    Totals acme = replay(concurrent(5));

    // Then
    assertThat(acme.replayed().spentMicros()).isEqualTo(120);
    assertThat(acme.estimated()).isZero();
  }

  @Test
  void shouldChargeAnEstimateWhenTheCallWasRejectedAndWouldBeAdmitted() {
    // Given
    asks(0, false);
    rejected();
    asks(60_000, false);
    rejected();

    // When
    Totals acme = replay(concurrent(5));

    // Then
    assertThat(acme.replayed().of(Verdict.Kind.ADMITTED)).isEqualTo(2);
    assertThat(acme.recorded().rejected()).isEqualTo(2);
    // the second one is still under way when the record ends
    assertThat(acme.estimated()).isEqualTo(1);
    assertThat(acme.replayed().spentMicros()).isEqualTo(ESTIMATE);
  }

  @Test
  void shouldGiveAWaitingCallItsTurnWhenTheOneBeforeItEndsWithoutATick() {
    // Given
    asks(0, true);
    accepted(0);
    asks(100, true);
    accepted(1);
    ended(0, 1_000, 120);
    asks(5_000, true);
    accepted(2);
    ended(1, 6_000, 80);
    ended(2, 7_000, 60);
    asks(60_000, true);
    accepted(3);

    // When
    Totals acme = replay(concurrent(1));

    // Then
    assertThat(acme.replayed().of(Verdict.Kind.WAITING)).isEqualTo(2);
    assertThat(acme.replayed().of(Verdict.Kind.ADMITTED)).isEqualTo(2);
    assertThat(acme.replayed().spentMicros()).isEqualTo(260);
  }

  @Test
  void shouldTellWhatIsMissingWhenNothingCanBeEstimated() {
    // Given
    missing = "a price of echo/swift-1";
    asks(0, false);
    accepted(0);
    asks(1_000, false);
    accepted(1);

    // When
    Report report = report(spend());

    // Then
    assertThat(report.missing()).containsExactly(Map.entry("a price of echo/swift-1", 2L));
    assertThat(
            report.tenants().getOrDefault("acme", new Totals()).replayed().of(Verdict.Kind.DENIED))
        .isEqualTo(2);
  }

  @Test
  void shouldForgetTheTimeAheadWhenTheClockIsPutBack() {
    // Given
    asks(86_400_000, false);
    accepted(0);
    events.add(new ClockPutBack(new Place(++seq, 0, -1, START), START));
    asks(120_000, false);
    accepted(1);

    // When
    Totals acme = replay(perMinute(1));

    // Then
    assertThat(acme.replayed().of(Verdict.Kind.ADMITTED)).isEqualTo(2);
  }

  private static Policy perMinute(int requests) {
    return Policy.of(
        2, List.of(Limit.of(List.of(Scope.TENANT), Metric.REQUESTS, requests, Window.MINUTE)));
  }

  private static Policy spend() {
    return Policy.of(
        2, List.of(Limit.of(List.of(Scope.TENANT), Metric.SPEND, 1_000_000, Window.DAY)));
  }

  private static Policy concurrent(int calls) {
    return Policy.of(
        2, List.of(Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, calls, Window.NONE)));
  }

  private void asks(long afterMs, boolean waits) {
    Unrecorded unrecorded =
        new Unrecorded() {
          @Override
          public Estimate needs(Set<Metric> metrics) {
            return missing == null
                ? new Estimate(Map.of(Metric.SPEND, ESTIMATE), null)
                : new Estimate(Map.of(), missing);
          }

          @Override
          public Estimate needs(String route, Set<Metric> metrics) {
            return needs(metrics);
          }

          @Override
          public long deadlineMs() {
            return Long.MAX_VALUE;
          }
        };
    Ask ask =
        new Ask(new ScopeValue("acme", "default", "chat", null), List.of(), 0, waits, unrecorded);
    arrivals.add(new Arrival(arrivals.size(), START + afterMs, false, "acme", ask));
  }

  private Place decision() {
    long offset = arrivals.size() - 1L;
    return new Place(++seq, offset, offset, arrivals.get((int) offset).atMs());
  }

  private void accepted(int call) {
    Verdict verdict = new Verdict(Verdict.Kind.ADMITTED, List.of());
    events.add(
        new Accepted(
            decision(),
            "call-" + call,
            Long.MAX_VALUE,
            Stage.IN_PROGRESS,
            1,
            verdict,
            Map.of(),
            Map.of()));
  }

  private void rejected() {
    events.add(
        new Rejected(decision(), new Verdict(Verdict.Kind.LIMITED, List.of()), Map.of(), Map.of()));
  }

  private void ended(int call, long afterMs, long micros) {
    Place place = new Place(++seq, arrivals.size() - 1L, -1, START + afterMs);
    UsageAmounts used = new UsageAmounts(10, 5, micros);
    events.add(new Ended(place, "acme", "call-" + call, used, 1, Ending.OVER));
  }

  private Totals replay(Policy other) {
    return report(other).tenants().getOrDefault("acme", new Totals());
  }

  private Report report(Policy other) {
    Report report = new Report(Long.MIN_VALUE);
    Rules rules = new Rules(null, 50, Map.of(Rules.EVERYONE, other), Long.MIN_VALUE);
    new Timeline(arrivals.iterator(), events.iterator()).play(new PartitionReplay(rules, report));
    return report;
  }
}
