package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

class AlertsTest {
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final List<Integer> PARTS = List.of(500, 800, 1_000);

  private final Map<AlertWindow, AlertMark> marks = new HashMap<>();
  private final Alerts alerts = new Alerts(new KeptMarks(marks));
  private Ledger ledger = new Ledger();

  @BeforeTry
  void forget() {
    ledger = new Ledger();
    marks.clear();
  }

  private record KeptMarks(Map<AlertWindow, AlertMark> marks) implements Alerts.Marks {
    @Override
    public AlertMark find(AlertWindow window) {
      return marks.getOrDefault(window, AlertMark.NONE);
    }

    @Override
    public void put(AlertWindow window, AlertMark mark) {
      marks.put(window, mark);
    }
  }

  /**
   * What happens next.
   *
   * @param settles the number of an open call, modulo how many there are; -1 for a new request
   * @param amount what it needs, or what it has used
   * @param limit the amount of the limit by then
   */
  private record Event(int settles, long amount, long limit, long waitsMs) {}

  @Property
  void shouldTellEachThresholdAtMostOncePerWindowWhateverTheOrder(
      @ForAll("histories") List<Event> history) {
    // Given
    long now = NOON;
    List<Reservation> open = new ArrayList<>();
    List<Alert> told = new ArrayList<>();
    long mostParts = 0;

    // When
    for (Event event : history) {
      now += event.waitsMs();
      Policy policy = spendPerDay(event.limit(), PARTS);
      if (event.settles() >= 0 && !open.isEmpty()) {
        Reservation ends = open.remove(event.settles() % open.size());
        Settlement settled =
            Admission.settle(ends, new UsageAmounts(1, 1, event.amount()), ledger, now);
        ledger.write(settled.changedRows());
        told.addAll(alerts.changed(policy, settled.changedRows(), now));
        mostParts = Math.max(mostParts, parts(now, event.limit()));
      } else {
        LimitDecision decision = ledger.take(policy, spends(event.amount()), now);
        if (decision instanceof Admitted admitted) {
          open.add(admitted.reservation());
          told.addAll(alerts.changed(policy, admitted.changedRows(), now));
        } else if (decision instanceof LimitDecision.Rejected rejected) {
          told.addAll(alerts.refused(rejected.exceeded(), now));
          mostParts = Math.max(mostParts, parts(now, event.limit()));
        }
      }
    }

    // Then
    assertThat(told).extracting(Alert::id).doesNotHaveDuplicates();
    assertThat(told)
        .allSatisfy(
            alert ->
                assertThat(alert.status().used() + alert.status().requested())
                    .isGreaterThanOrEqualTo(
                        alert.status().limit().amount() * alert.threshold() / Thresholds.WHOLE));
    if (mostParts >= PARTS.get(0)) {
      assertThat(told).extracting(Alert::threshold).contains(PARTS.get(0));
    }
    Statistics.label("alerts").collect(Math.min(4, told.size()));
  }

  @Provide
  Arbitrary<List<Event>> histories() {
    return Combinators.combine(
            Arbitraries.integers().between(-1, 5),
            Arbitraries.longs().between(0, 60),
            Arbitraries.longs().between(50, 150),
            Arbitraries.longs().between(0, 6 * HOUR))
        .as(Event::new)
        .list()
        .ofMaxSize(60);
  }

  @Test
  void shouldTellNoSecondTimeWhenTheLimitIsRaisedAndUsedUpAgain() {
    // Given
    Policy before = spendPerDay(100, List.of(800));
    uses(before, 85, NOON);

    // When
    List<Alert> raised = uses(spendPerDay(200, List.of(800)), 5, NOON + 1);
    List<Alert> again = uses(spendPerDay(200, List.of(800)), 80, NOON + 2);

    // Then
    assertThat(raised).isEmpty();
    assertThat(again).isEmpty();
    assertThat(marks).hasSize(1);
  }

  @Test
  void shouldTellAgainWhenTheNextDayBegins() {
    // Given
    Policy policy = spendPerDay(100, List.of(800));
    uses(policy, 85, NOON);

    // When
    List<Alert> tomorrow = uses(policy, 90, NOON + 12 * HOUR);

    // Then
    assertThat(tomorrow)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.status().used()).isEqualTo(90);
              assertThat(alert.window().startMs()).isEqualTo(NOON + 12 * HOUR);
              assertThat(alert.window().endMs()).isEqualTo(NOON + 36 * HOUR);
            });
  }

  @Test
  void shouldCountTheWholeAsReachedWhenWhatIsUsedLeavesNoRoomForARequest() {
    // Given
    Policy policy = spendPerDay(100, List.of(800, 1_000));
    uses(policy, 70, NOON);
    var refused = (LimitDecision.Rejected) ledger.ask(policy, spends(31), NOON + 1);

    // When
    List<Alert> first = alerts.refused(refused.exceeded(), NOON + 1);
    List<Alert> second = alerts.refused(refused.exceeded(), NOON + 2);

    // Then
    assertThat(first).extracting(Alert::threshold).containsExactly(1_000);
    assertThat(second).isEmpty();
  }

  @Test
  void shouldNotCountAsUsedWhatIsOnlyReserved() {
    // Given
    Policy policy = spendPerDay(100, List.of(800, 1_000));
    var admitted = (Admitted) ledger.take(policy, spends(90), NOON);
    var refused = (LimitDecision.Rejected) ledger.ask(policy, spends(11), NOON);

    // When
    List<Alert> told = new ArrayList<>(alerts.changed(policy, admitted.changedRows(), NOON));
    told.addAll(alerts.refused(refused.exceeded(), NOON));

    // Then
    assertThat(told).isEmpty();
  }

  @Test
  void shouldListTheMarksOfWindowsThatHaveEndedBeforeAnyOther() {
    // Given
    CounterId days = CounterId.of(Metric.SPEND, Window.DAY, null);
    CounterId months = CounterId.of(Metric.SPEND, Window.MONTH, null);
    ScopeValue scope = ScopeValue.ofTenant("acme");

    // When
    AlertWindow today = AlertWindow.of(scope, days, NOON);
    AlertWindow thisMonth = AlertWindow.of(scope, months, NOON);

    // Then
    assertThat(today).isNotNull();
    assertThat(thisMonth).isNotNull();
    String atMidnight = AlertWindow.after(today.endMs());
    assertThat(today.id()).isLessThan(atMidnight);
    assertThat(today.id()).isGreaterThan(AlertWindow.after(today.endMs() - 1));
    assertThat(thisMonth.id()).isGreaterThan(atMidnight);
  }

  private List<Alert> uses(Policy policy, long amount, long nowMs) {
    Reservation taken =
        ((Admitted) ledger.take(spendPerDay(1_000, List.of()), spends(amount), nowMs))
            .reservation();
    Settlement settled = Admission.settle(taken, new UsageAmounts(1, 1, amount), ledger, nowMs);
    ledger.write(settled.changedRows());
    return alerts.changed(policy, settled.changedRows(), nowMs);
  }

  /** How much of the limit is used, in thousandths. */
  private long parts(long nowMs, long amount) {
    ScopeRow row = ledger.row(ScopeValue.ofTenant("acme"));
    CounterId counter = CounterId.of(Metric.SPEND, Window.DAY, null);
    return row == null ? 0 : row.counter(counter).pruned(nowMs).used() * Thresholds.WHOLE / amount;
  }

  private static Policy spendPerDay(long amount, List<Integer> alertAt) {
    return Policy.of(
        1,
        List.of(
            new Limit(
                Set.of(Scope.TENANT),
                Metric.SPEND,
                amount,
                Window.DAY,
                null,
                OptionalInt.empty(),
                alertAt)));
  }

  private static AdmissionRequest spends(long micros) {
    return AdmissionRequest.of("acme", "default", null, "chat", Map.of(Metric.SPEND, micros));
  }
}
