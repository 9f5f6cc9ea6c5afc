package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.LimitDecision.Infeasible;
import dev.sluice.admission.LimitDecision.Rejected;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long T0 = 1_790_000_000_000L;

  private final AdmissionRequest request =
      AdmissionRequest.of("acme", "batch", "u1", "gpt-4o", Map.of());
  private final Ledger ledger = new Ledger();

  @Test
  void shouldAdmitAnythingWhenThereIsNoLimit() {
    // When
    LimitDecision decision = ledger.ask(policy(), request, T0);

    // Then
    assertThat(decision)
        .isEqualTo(new Admitted(Map.of(), new Reservation(T0, List.of()), List.of(), List.of()));
  }

  @Test
  void shouldShowWhatRemainsWhenAdmitted() {
    // Given
    Policy policy = policy(requests(3, Window.MINUTE, Scope.TENANT));
    ledger.mustTake(policy, request, T0);

    // When
    LimitDecision decision = ledger.take(policy, request, T0 + 500);

    // Then
    assertThat(((Admitted) decision).limits())
        .containsExactly(
            new LimitStatus(
                policy.limits().get(0),
                ScopeValue.ofTenant("acme"),
                2,
                0,
                1,
                1,
                OptionalLong.of(T0 + 61_000),
                OptionalLong.empty()));
  }

  @Test
  void shouldStateTheExactWaitWhenALimitIsExceeded() {
    // Given
    Policy policy = policy(requests(2, Window.MINUTE, Scope.TENANT));
    ledger.mustTake(policy, request, T0);
    ledger.mustTake(policy, request, T0 + 30_000);

    // When
    LimitDecision decision = ledger.take(policy, request, T0 + 40_000);

    // Then
    Rejected rejected = (Rejected) decision;
    assertThat(rejected.waitMs()).hasValue(21_000);
    assertThat(rejected.binding())
        .isEqualTo(
            new LimitStatus(
                policy.limits().get(0),
                ScopeValue.ofTenant("acme"),
                2,
                0,
                1,
                0,
                OptionalLong.of(T0 + 91_000),
                OptionalLong.of(21_000)));
  }

  @Test
  void shouldNameTheLongestWaitFirstWhenSeveralLimitsAreExceeded() {
    // Given
    Limit second = requests(1, Window.SECOND, Scope.TENANT);
    Limit hour = requests(1, Window.HOUR, Scope.KEY);
    Limit minute = requests(1, Window.MINUTE, Scope.USER);
    Policy policy = policy(second, hour, minute);
    ledger.mustTake(policy, request, T0);

    // When
    LimitDecision decision = ledger.take(policy, request, T0);

    // Then
    assertThat(((Rejected) decision).exceeded())
        .extracting(LimitStatus::limit)
        .containsExactly(hour, minute, second);
  }

  @Test
  void shouldDebitNoLimitWhenOneIsExceeded() {
    // Given
    Policy policy =
        policy(requests(9, Window.HOUR, Scope.TENANT), requests(1, Window.HOUR, Scope.KEY));
    ledger.mustTake(policy, request, T0);

    // When
    ledger.take(policy, request, T0);

    // Then
    AdmissionRequest other = AdmissionRequest.of("acme", "live", null, "gpt-4o", Map.of());
    Admitted admitted = (Admitted) ledger.ask(policy, other, T0);
    assertThat(admitted.limits()).extracting(LimitStatus::used).containsExactly(2L, 1L);
  }

  @Test
  void shouldCountOnceAndBindTighterWhenTwoLimitsShareACounter() {
    // Given
    Policy policy =
        policy(requests(5, Window.MINUTE, Scope.KEY), requests(2, Window.MINUTE, Scope.KEY));
    ledger.mustTake(policy, request, T0);
    Admitted second = (Admitted) ledger.take(policy, request, T0);

    // When
    LimitDecision third = ledger.take(policy, request, T0);

    // Then
    assertThat(second.limits()).extracting(LimitStatus::remaining).containsExactly(3L, 0L);
    assertThat(((Rejected) third).exceeded())
        .extracting(status -> status.limit().amount())
        .containsExactly(2L);
  }

  @Test
  void shouldCountEachValueApartWhenAScopeNamesSeveral() {
    // Given
    Policy policy = policy(requests(1, Window.HOUR, Scope.MODEL, Scope.USER));
    ledger.mustTake(policy, request, T0);

    // When
    LimitDecision sameUserOtherModel =
        ledger.take(policy, AdmissionRequest.of("acme", "batch", "u1", "gpt-5", Map.of()), T0);
    LimitDecision same =
        ledger.take(policy, AdmissionRequest.of("acme", "live", "u1", "gpt-4o", Map.of()), T0);

    // Then
    assertThat(sameUserOtherModel).isInstanceOf(Admitted.class);
    assertThat(((Rejected) same).binding().scope().storeKey())
        .isEqualTo("acme|model=gpt-4o|user=u1");
  }

  @Test
  void shouldNotApplyALimitPerUserWhenTheRequestHasNone() {
    // Given
    Policy policy = policy(requests(1, Window.HOUR, Scope.USER));
    AdmissionRequest anonymous = AdmissionRequest.of("acme", "batch", null, "gpt-4o", Map.of());

    // When
    Admitted admitted = (Admitted) ledger.take(policy, anonymous, T0);

    // Then
    assertThat(admitted.limits()).isEmpty();
    assertThat(admitted.changedRows()).isEmpty();
  }

  @Test
  void shouldKeepUsageWhenTheAmountChanges() {
    // Given
    Policy before = policy(requests(5, Window.MINUTE, Scope.TENANT));
    ledger.mustTake(before, request, T0);
    ledger.mustTake(before, request, T0);
    ledger.mustTake(before, request, T0);

    // When
    LimitDecision raised =
        ledger.ask(policy(requests(9, Window.MINUTE, Scope.TENANT)), request, T0);
    LimitDecision lowered =
        ledger.ask(policy(requests(2, Window.MINUTE, Scope.TENANT)), request, T0);

    // Then
    assertThat(((Admitted) raised).limits().get(0).remaining()).isEqualTo(5);
    assertThat(((Rejected) lowered).binding().used()).isEqualTo(3);
    assertThat(((Rejected) lowered).binding().remaining()).isZero();
  }

  @Test
  void shouldFreeNothingWhenTheClockGoesBack() {
    // Given
    Policy policy = policy(requests(1, Window.SECOND, Scope.TENANT));
    ledger.mustTake(policy, request, T0);

    // When
    LimitDecision anHourEarlier = ledger.take(policy, request, T0 - 3_600_000);

    // Then
    long wait = ((Rejected) anHourEarlier).waitMs().orElseThrow();
    assertThat(ledger.ask(policy, request, T0 - 3_600_000 + wait)).isInstanceOf(Admitted.class);
    assertThat(wait).isEqualTo(3_601_017);
  }

  @Test
  void shouldSayThatNoWaitHelpsWhenTheNeedExceedsTheWholeAmount() {
    // Given
    Policy policy = policy(requests(4, Window.MINUTE, Scope.TENANT));
    AdmissionRequest batch =
        new AdmissionRequest("acme", "batch", null, "gpt-4o", Map.of(Metric.REQUESTS, 5L), null);

    // When
    LimitDecision decision = ledger.ask(policy, batch, T0);

    // Then
    LimitStatus limit = ((Infeasible) decision).limit();
    assertThat(limit.requested()).isEqualTo(5);
    assertThat(limit.remaining()).isEqualTo(4);
    assertThat(limit.waitMs()).isEmpty();
  }

  @Test
  void shouldRefuseToDecideWhenALimitCannotBeEnforced() {
    // Given
    Policy policy = policy(Limit.of(Set.of(Scope.TENANT), Metric.TOKENS, 100, Window.NONE));

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.ask(policy, request, T0))
        .withMessage("limit can't be enforced: 100 tokens for tenant");
  }

  private static Policy policy(Limit... limits) {
    return Policy.of(1, List.of(limits));
  }

  private static Limit requests(long amount, Window window, Scope... per) {
    return Limit.of(List.of(per), Metric.REQUESTS, amount, window);
  }
}
