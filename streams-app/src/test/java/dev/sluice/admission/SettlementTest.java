package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.LimitDecision.Infeasible;
import dev.sluice.admission.LimitDecision.Rejected;
import dev.sluice.admission.Settlement.Overrun;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettlementTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final ScopeValue ACME = ScopeValue.ofTenant("acme");

  private final Ledger ledger = new Ledger();

  @Test
  void shouldMoveWhatWasUsedAndGiveBackTheRestWhenACallEnds() {
    // Given
    Policy policy = policy(tokens(1_000, Window.MINUTE));
    Reservation reservation = ledger.mustTake(policy, needs(600), T0);

    // When
    List<Overrun> overruns = ledger.settle(reservation, used(150), T0 + 5_000);

    // Then
    LimitStatus status = status(policy, needs(1), T0 + 5_000);
    assertThat(overruns).isEmpty();
    assertThat(status.used()).isEqualTo(150);
    assertThat(status.reserved()).isEqualTo(1);
  }

  @Test
  void shouldChargeAndNameUseBeyondTheReservation() {
    // Given
    Policy policy = policy(tokens(1_000, Window.MINUTE));
    Reservation reservation = ledger.mustTake(policy, needs(600), T0);

    // When
    List<Overrun> overruns = ledger.settle(reservation, used(1_300), T0 + 5_000);

    // Then
    Rejected rejected = (Rejected) ledger.ask(policy, needs(1), T0 + 5_000);
    assertThat(overruns).containsExactly(new Overrun(ACME, Metric.TOKENS, Window.MINUTE, 700));
    assertThat(rejected.binding().used()).isEqualTo(1_300);
    assertThat(rejected.binding().remaining()).isZero();
  }

  @Test
  void shouldNotOvershootWhenManyTokenHeavyRequestsArriveAtOnce() {
    // Given
    Policy policy = policy(tokens(1_000, Window.MINUTE));
    List<Reservation> admitted = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      if (ledger.take(policy, needs(300), T0) instanceof Admitted decision) {
        admitted.add(decision.reservation());
      }
    }

    // When
    admitted.forEach(reservation -> ledger.settle(reservation, used(300), T0 + 100));

    // Then
    assertThat(admitted).hasSize(3);
    assertThat(status(policy, needs(100), T0 + 100).used()).isEqualTo(900);
  }

  @Test
  void shouldNotLoosenTheNewWindowWhenARefundComesAfterTheOldOneHasRolled() {
    // Given
    Policy policy = policy(tokens(1_000, Window.MINUTE));
    Reservation old = ledger.mustTake(policy, needs(900), T0);
    ledger.mustTake(policy, needs(900), T0 + 61_000);

    // When
    ledger.settle(old, used(1), T0 + 62_000);

    // Then
    Rejected rejected = (Rejected) ledger.ask(policy, needs(101), T0 + 62_000);
    assertThat(rejected.binding().used()).isZero();
    assertThat(rejected.binding().reserved()).isEqualTo(900);
  }

  @Test
  void shouldNotLoosenTheNewDayWhenARefundComesAfterMidnight() {
    // Given
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    long evening = Instant.parse("2026-06-30T21:59:59Z").toEpochMilli();
    Policy policy =
        policy(
            new Limit(
                Set.of(Scope.TENANT),
                Metric.SPEND,
                1_000,
                Window.DAY,
                berlin,
                OptionalInt.empty()));
    Reservation yesterday = ledger.mustTake(policy, spends(800), evening);
    Rejected tooMuch = (Rejected) ledger.ask(policy, spends(300), evening);
    Reservation today = ledger.mustTake(policy, spends(900), evening + 1_000);

    // When
    ledger.settle(yesterday, new UsageAmounts(1, 1, 5L), evening + 2_000);
    ledger.settle(today, new UsageAmounts(1, 1, 400L), evening + 2_000);

    // Then
    LimitStatus status = status(policy, spends(500), evening + 2_000);
    assertThat(tooMuch.waitMs()).hasValue(1_000);
    assertThat(status.used()).isEqualTo(400);
    assertThat(status.resetsAtMs())
        .isEqualTo(OptionalLong.of(Instant.parse("2026-07-01T22:00:00Z").toEpochMilli()));
  }

  @Test
  void shouldChargeLateUseInFullWhereTheAdmissionWasCounted() {
    // Given
    Policy policy = policy(tokens(1_000, Window.HOUR));
    Reservation reservation = ledger.mustTake(policy, needs(600), T0);
    ledger.settle(reservation, UsageAmounts.NOTHING, T0 + 5_000);

    // When
    List<Overrun> overruns = ledger.charge(reservation, used(250), T0 + 9_000);

    // Then
    LimitStatus status = status(policy, needs(1), T0 + 9_000);
    assertThat(overruns).containsExactly(new Overrun(ACME, Metric.TOKENS, Window.HOUR, 250));
    assertThat(status.used()).isEqualTo(250);
  }

  @Test
  void shouldChargeWhatWasReservedWhenLateUseIsUnknown() {
    // Given
    Policy policy = policy(tokens(1_000, Window.HOUR));
    Reservation reservation = ledger.mustTake(policy, needs(600), T0);
    ledger.settle(reservation, UsageAmounts.NOTHING, T0 + 5_000);

    // When
    ledger.charge(reservation, null, T0 + 9_000);

    // Then
    assertThat(status(policy, needs(1), T0 + 9_000).used()).isEqualTo(600);
  }

  @Test
  void shouldKeepTheReservedSpendWhenNoPriceIsKnownAnyMore() {
    // Given
    Policy policy = policy(limit(Metric.SPEND, 1_000, Window.MONTH));
    Reservation reservation = ledger.mustTake(policy, spends(600), T0);

    // When
    ledger.settle(reservation, new UsageAmounts(10, 10, null), T0 + 1);

    // Then
    assertThat(status(policy, spends(1), T0 + 1).used()).isEqualTo(600);
  }

  @Test
  void shouldStayInRangeWhenAProviderNamesAbsurdUse() {
    // Given
    Policy policy = policy(tokens(1_000, Window.HOUR));
    Reservation reservation = ledger.mustTake(policy, needs(600), T0);
    UsageAmounts absurd = new UsageAmounts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    // When
    ledger.settle(reservation, absurd, T0);
    for (int i = 0; i < 10; i++) {
      ledger.charge(reservation, absurd, T0);
    }

    // Then
    Rejected rejected = (Rejected) ledger.ask(policy, needs(1), T0);
    assertThat(rejected.binding().used()).isPositive();
    assertThat(ledger.ask(policy, needs(1), T0 + 3_660_000)).isInstanceOf(Admitted.class);
  }

  @Test
  void shouldCountZonesApartAndNamesOfUtcTogether() {
    // Given
    Limit utc = limit(Metric.TOKENS, 1_000, Window.DAY);
    Limit named =
        new Limit(utc.per(), utc.metric(), 500, utc.window(), ZoneId.of("UTC"), utc.maxValues());
    Limit tokyo =
        new Limit(
            utc.per(), utc.metric(), 800, utc.window(), ZoneId.of("Asia/Tokyo"), utc.maxValues());

    // When
    Reservation reservation = ledger.mustTake(policy(utc, named, tokyo), needs(100), T0);

    // Then
    assertThat(reservation.debits())
        .extracting(debit -> debit.counter())
        .containsExactlyInAnyOrder(utc.counter(), tokyo.counter());
    assertThat(ReservationCodec.decode(ReservationCodec.encode(reservation)))
        .isEqualTo(reservation);
  }

  @Test
  void shouldDropTheRowWhenNothingIsLeftOfItsOnlyCall() {
    // Given
    Policy policy = policy(tokens(1_000, Window.HOUR));
    Reservation reservation = ledger.mustTake(policy, needs(600), T0);

    // When
    ledger.settle(reservation, UsageAmounts.NOTHING, T0 + 1);

    // Then
    assertThat(ledger.contents()).isEmpty();
  }

  @Test
  void shouldSayThatARequestCanNeverFitWhenItsEstimateExceedsTheLimit() {
    // Given
    Policy policy = policy(tokens(1_000, Window.HOUR));

    // When / Then
    assertThat(ledger.ask(policy, needs(1_001), T0)).isInstanceOf(Infeasible.class);
  }

  private LimitStatus status(Policy policy, AdmissionRequest request, long nowMs) {
    return ((Admitted) ledger.ask(policy, request, nowMs)).limits().get(0);
  }

  private static AdmissionRequest needs(long tokens) {
    return AdmissionRequest.of("acme", "default", null, "m", Map.of(Metric.TOKENS, tokens));
  }

  private static AdmissionRequest spends(long micros) {
    return AdmissionRequest.of("acme", "default", null, "m", Map.of(Metric.SPEND, micros));
  }

  private static UsageAmounts used(long tokens) {
    return new UsageAmounts(tokens - 1, 1, 0L);
  }

  private static Limit tokens(long amount, Window window) {
    return limit(Metric.TOKENS, amount, window);
  }

  private static Limit limit(Metric metric, long amount, Window window) {
    return Limit.of(List.of(Scope.TENANT), metric, amount, window);
  }

  private static Policy policy(Limit... limits) {
    return Policy.of(1, List.of(limits));
  }
}
