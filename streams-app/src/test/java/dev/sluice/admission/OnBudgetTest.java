package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.LimitDecision.Infeasible;
import dev.sluice.admission.LimitDecision.Rejected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

class OnBudgetTest {
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();

  private Ledger ledger = new Ledger();

  @BeforeTry
  void forget() {
    ledger = new Ledger();
  }

  @Test
  void shouldAdmitBeyondTheBudgetOnTheOtherRouteWhenOnlySpendHasNoRoom() {
    // Given
    Policy policy = Policy.of(1, List.of(spend(100), requests(10, Scope.MODEL)));
    ledger.mustTake(policy, request(90, 5), NOON);

    // When
    LimitDecision decision = ledger.take(policy, request(20, 15), NOON);

    // Then
    Admitted admitted = (Admitted) decision;
    assertThat(admitted.onBudget()).isTrue();
    assertThat(admitted.usedUp())
        .singleElement()
        .satisfies(status -> assertThat(status.requested()).isEqualTo(20));
    assertThat(admitted.limits()).extracting(LimitStatus::reserved).containsExactly(105L, 0L);
    assertThat(admitted.limits().get(1).scope().label()).isEqualTo("model=small");
    assertThat(admitted.limits().get(1).used()).isEqualTo(1);
  }

  @Test
  void shouldStayOnItsOwnRouteWhenSpendHasRoom() {
    // Given
    Policy policy = Policy.of(1, List.of(spend(100)));

    // When
    LimitDecision decision = ledger.ask(policy, request(100, 1), NOON);

    // Then
    assertThat(((Admitted) decision).onBudget()).isFalse();
    assertThat(((Admitted) decision).limits().get(0).reserved()).isEqualTo(100);
  }

  @Test
  void shouldBeRefusedWhenItNeedsMoreThanTheWholeBudget() {
    // Given
    Policy policy = Policy.of(1, List.of(spend(100)));

    // When
    LimitDecision decision = ledger.ask(policy, request(101, 1), NOON);

    // Then
    assertThat(decision).isInstanceOf(Infeasible.class);
  }

  /** The other route is refused by exactly what a policy without limits of spend refuses it by. */
  @Property
  void shouldBeRefusedOnTheOtherRouteByTheOtherLimitsAlone(
      @ForAll @IntRange(min = 1, max = 4) int perModel,
      @ForAll @IntRange(min = 1, max = 8) int perTenant,
      @ForAll @IntRange(min = 0, max = 10) int before,
      @ForAll @IntRange(min = 1, max = 60) int needs) {
    // Given
    List<Limit> others =
        List.of(requests(perModel, Scope.MODEL), requests(perTenant, Scope.TENANT));
    Policy without = Policy.of(1, others);
    Policy policy = Policy.of(1, List.of(spend(100), others.get(0), others.get(1)));
    for (int i = 0; i < before; i++) {
      ledger.take(policy, request(30, 7), NOON);
    }

    // When
    LimitDecision decision = ledger.ask(policy, request(needs, 7), NOON);

    // Then
    LimitDecision itself = ledger.ask(policy, request(needs, 7).with(null), NOON);
    boolean usedUp = itself instanceof Rejected rejected && rejected.isOfBudget();
    Statistics.label("used up").collect(usedUp);
    if (usedUp) {
      AdmissionRequest there =
          AdmissionRequest.of("acme", "default", null, "small", Map.of(Metric.SPEND, 7L));
      assertThat(refusing(decision)).isEqualTo(refusing(ledger.ask(without, there, NOON)));
      assertThat(decision instanceof Admitted admitted && !admitted.onBudget()).isFalse();
    } else {
      assertThat(decision).isEqualTo(itself);
    }
  }

  private static List<LimitStatus> refusing(LimitDecision decision) {
    return decision instanceof Rejected rejected ? rejected.exceeded() : List.of();
  }

  private static Limit spend(long micros) {
    return Limit.of(List.of(Scope.TENANT), Metric.SPEND, micros, Window.DAY);
  }

  private static Limit requests(int amount, Scope per) {
    return Limit.of(List.of(per), Metric.REQUESTS, amount, Window.MINUTE);
  }

  /**
   * @param micros what it needs on its own route
   * @param there what it needs on the other
   */
  private static AdmissionRequest request(long micros, long there) {
    return AdmissionRequest.of("acme", "default", null, "chat", Map.of(Metric.SPEND, micros))
        .with(new OnBudget("small", Map.of(Metric.SPEND, there)));
  }
}
