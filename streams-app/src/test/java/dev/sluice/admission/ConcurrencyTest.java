package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.LimitDecision.Rejected;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final ScopeValue ACME = ScopeValue.ofTenant("acme");

  private final AdmissionRequest request =
      AdmissionRequest.of("acme", PolicyKey.DEFAULT, null, "gpt-4o", Map.of());
  private final Ledger ledger = new Ledger();

  @Test
  void shouldStateNoWaitWhenACallMustEndFirst() {
    // Given
    Policy policy =
        policy(Limit.of(Set.of(Scope.TENANT), Metric.REQUESTS, 1, Window.HOUR), concurrent(1));
    ledger.mustTake(policy, request, T0);

    // When
    Rejected rejected = (Rejected) ledger.take(policy, request, T0);

    // Then
    assertThat(rejected.waitMs()).isEmpty();
    assertThat(rejected.binding().limit().metric()).isEqualTo(Metric.CONCURRENT);
    assertThat(rejected.binding().reserved()).isEqualTo(1);
    assertThat(rejected.exceeded()).hasSize(2);
  }

  @Test
  void shouldGiveTheSlotBackWhenTheCallEndsAfterItsLimitWasWithdrawn() {
    // Given
    Reservation reservation = ledger.mustTake(policy(concurrent(1)), request, T0);
    ledger.mustTake(policy(), request, T0 + 1);

    // When
    ledger.release(reservation);

    // Then
    assertThat(ledger.ask(policy(concurrent(1)), request, T0 + 2)).isInstanceOf(Admitted.class);
  }

  @Test
  void shouldStayAtZeroWhenMoreIsGivenBackThanIsOpen() {
    // Given
    Policy policy = policy(concurrent(1));
    Reservation reservation = ledger.mustTake(policy, request, T0);
    ledger.release(reservation);

    // When
    ledger.release(reservation);

    // Then
    ledger.mustTake(policy, request, T0);
    assertThat(ledger.take(policy, request, T0)).isInstanceOf(Rejected.class);
  }

  @Test
  void shouldChangeNothingWhenTheRowOfAnEndedCallIsGone() {
    // Given
    Reservation reservation = ledger.mustTake(policy(concurrent(1)), request, T0);

    // When
    var settled = Admission.settle(reservation, UsageAmounts.NOTHING, new Ledger(), T0);

    // Then
    assertThat(settled.changedRows()).isEmpty();
  }

  @Test
  void shouldKeepTheRowUntilItsCallHasEndedAndItsWindowsHavePassed() {
    // Given
    Policy policy =
        policy(Limit.of(Set.of(Scope.TENANT), Metric.REQUESTS, 1, Window.SECOND), concurrent(1));
    Reservation reservation = ledger.mustTake(policy, request, T0);
    ScopeRow open = Objects.requireNonNull(ledger.row(ACME));

    // When
    ledger.release(reservation);

    // Then
    ScopeRow ended = Objects.requireNonNull(ledger.row(ACME));
    assertThat(open.isIdle(T0 + 3_600_000)).isFalse();
    assertThat(ended.isIdle(T0 + 1_016)).isFalse();
    assertThat(ended.isIdle(T0 + 1_017)).isTrue();
  }

  @Property(tries = 300)
  void shouldEqualTheCallsNotYetEnded(
      @ForAll @IntRange(min = 1, max = 5) int amount,
      @ForAll @Size(max = 60) List<Boolean> arrivals) {
    // Given
    Ledger ledger = new Ledger();
    Policy policy = policy(concurrent(amount));
    Deque<Reservation> open = new ArrayDeque<>();
    List<Boolean> admitted = new ArrayList<>();
    List<Boolean> expected = new ArrayList<>();

    // When
    for (boolean arrives : arrivals) {
      if (arrives) {
        expected.add(open.size() < amount);
        LimitDecision decision = ledger.take(policy, request, T0);
        admitted.add(decision instanceof Admitted);
        if (decision instanceof Admitted a) {
          open.add(a.reservation());
        }
      } else if (!open.isEmpty()) {
        ledger.release(open.remove());
      }
    }

    // Then
    assertThat(admitted).isEqualTo(expected);
    ScopeRow row = ledger.row(ACME);
    assertThat(row == null ? 0 : row.counter(concurrent(1).counter()).open())
        .isEqualTo(open.size());
  }

  private static Limit concurrent(long amount) {
    return Limit.of(Set.of(Scope.TENANT), Metric.CONCURRENT, amount, Window.NONE);
  }

  private static Policy policy(Limit... limits) {
    return Policy.of(1, List.of(limits));
  }
}
