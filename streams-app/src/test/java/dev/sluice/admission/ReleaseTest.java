package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.LimitDecision.Rejected;
import dev.sluice.admission.Settlement.Overrun;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A call's place among open calls, given back before it is known what the call used. */
class ReleaseTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final ScopeValue ACME = ScopeValue.ofTenant("acme");
  private static final Policy POLICY =
      Policy.of(
          1,
          List.of(
              Limit.of(Set.of(Scope.TENANT), Metric.CONCURRENT, 1, Window.NONE),
              Limit.of(Set.of(Scope.TENANT), Metric.TOKENS, 1_000, Window.HOUR)));

  private final Ledger ledger = new Ledger();

  @Test
  void shouldFreeThePlaceAndKeepTheAmountsWhenACallIsReleased() {
    // Given
    Reservation reservation = ledger.mustTake(POLICY, needs(600), T0);

    // When
    ledger.giveSlotBack(reservation, T0 + 1);

    // Then
    assertThat(ledger.ask(POLICY, needs(400), T0 + 2)).isInstanceOf(Admitted.class);
    Rejected rejected = (Rejected) ledger.ask(POLICY, needs(401), T0 + 2);
    assertThat(rejected.binding().limit().metric()).isEqualTo(Metric.TOKENS);
    assertThat(rejected.binding().reserved()).isEqualTo(600);
  }

  @Test
  void shouldNotFreeAnotherCallsPlaceWhenWhatIsLeftIsSettled() {
    // Given
    Reservation released = ledger.mustTake(POLICY, needs(600), T0);
    ledger.giveSlotBack(released, T0 + 1);
    ledger.mustTake(POLICY, needs(100), T0 + 2);

    // When
    List<Overrun> overruns =
        ledger.settle(released.withoutSlots(), new UsageAmounts(100, 50, null), T0 + 3);

    // Then
    assertThat(overruns).isEmpty();
    ScopeRow row = Objects.requireNonNull(ledger.row(ACME));
    assertThat(row.counter(POLICY.limits().get(0).counter()).open()).isEqualTo(1);
    Counter tokens = row.counter(POLICY.limits().get(1).counter());
    assertThat(tokens.used()).isEqualTo(150);
    assertThat(tokens.reserved()).isEqualTo(100);
  }

  @Test
  void shouldCountWhatWasReservedWhenTheUseIsUnknown() {
    // Given
    Reservation reservation = ledger.mustTake(POLICY, needs(600), T0);

    // When
    List<Overrun> overruns = ledger.settle(reservation, null, T0 + 3);

    // Then
    assertThat(overruns).isEmpty();
    ScopeRow row = Objects.requireNonNull(ledger.row(ACME));
    Counter tokens = row.counter(POLICY.limits().get(1).counter());
    assertThat(tokens.used()).isEqualTo(600);
    assertThat(tokens.reserved()).isZero();
  }

  private static AdmissionRequest needs(long tokens) {
    return AdmissionRequest.of("acme", "default", null, "gpt-4o", Map.of(Metric.TOKENS, tokens));
  }
}
