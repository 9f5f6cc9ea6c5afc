package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Rows of a clock that had jumped ahead and is put back. */
class RewindPropertyTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final long YEAR = 365L * 24 * 3_600_000;
  private static final ScopeValue ACME = ScopeValue.ofTenant("acme");

  @Property(tries = 300)
  void shouldCountAsRequestsOfThatInstantWouldBeCounted(
      @ForAll("windows") Window window,
      @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 500_000) Long> steps,
      @ForAll @LongRange(min = 0, max = 100_000) long later) {
    // Given
    Policy policy = Policy.of(1, List.of(tokens(window)));
    Ledger ahead = new Ledger();
    Ledger at = new Ledger();
    long clock = T0 + YEAR;
    for (long step : steps) {
      clock += step;
      ahead.mustTake(policy, needs(10), clock);
    }
    long counted = row(ahead).counter(policy.limits().get(0).counter()).reserved();
    at.mustTake(policy, needs(counted), T0);

    // When
    Map<ScopeValue, ScopeRow> rewound = new HashMap<>();
    rewound.put(ACME, row(ahead).rewound(T0, clock));

    // Then
    assertThat(rewound.get(ACME)).isEqualTo(row(at));
    assertThat(LimitUse.of("acme", policy, rewound, T0 + later))
        .isEqualTo(LimitUse.of("acme", policy, Map.of(ACME, row(at)), T0 + later));
  }

  @Property(tries = 300)
  void shouldGiveEveryReservationBackWhereItWasPut(
      @ForAll("windows") Window window,
      @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 1_000) Long> steps,
      @ForAll @LongRange(min = 0, max = 900) long passes) {
    // Given
    Policy policy = Policy.of(1, List.of(tokens(window)));
    Ledger ledger = new Ledger();
    List<Reservation> open = new ArrayList<>();
    long clock = T0 + YEAR;
    for (long step : steps) {
      clock += step;
      open.add(ledger.mustTake(policy, needs(10), clock));
    }
    long counted = row(ledger).counter(policy.limits().get(0).counter()).reserved() / 10;
    Ledger back = new Ledger();
    back.put(ACME, row(ledger).rewound(T0, clock));

    // When
    for (Reservation reservation : open) {
      back.settle(reservation.rewound(T0, clock), new UsageAmounts(3, 0, 0L), T0 + passes);
    }

    // Then
    LimitStatus use = LimitUse.of("acme", policy, Map.of(ACME, row(back)), T0 + passes).get(0);
    assertThat(use.reserved()).isZero();
    assertThat(use.used()).isEqualTo(3L * counted);
  }

  @Property(tries = 100)
  void shouldLeaveARowAloneThatIsNotAhead(
      @ForAll("windows") Window window, @ForAll @LongRange(min = 0, max = 500_000) long later) {
    // Given
    Ledger ledger = new Ledger();
    ledger.mustTake(Policy.of(1, List.of(tokens(window))), needs(7), T0);

    // When
    ScopeRow rewound = row(ledger).rewound(T0 + later, T0);

    // Then
    assertThat(rewound).isEqualTo(row(ledger));
  }

  @Provide
  Arbitrary<Window> windows() {
    return Arbitraries.of(Window.SECOND, Window.MINUTE, Window.HOUR, Window.DAY, Window.MONTH);
  }

  private static ScopeRow row(Ledger ledger) {
    return Objects.requireNonNull(ledger.row(ACME));
  }

  private static Limit tokens(Window window) {
    return Limit.of(Set.of(Scope.TENANT), Metric.TOKENS, 1_000, window);
  }

  private static AdmissionRequest needs(long tokens) {
    return AdmissionRequest.of("acme", "k", null, "m", Map.of(Metric.TOKENS, tokens));
  }
}
