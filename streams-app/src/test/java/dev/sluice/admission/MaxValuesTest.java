package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.LimitDecision.Admitted;
import dev.sluice.admission.LimitDecision.TooManyValues;
import java.util.HashMap;
import java.util.HashSet;
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
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class MaxValuesTest {
  private static final long T0 = 1_790_000_000_000L;

  private final Ledger ledger = new Ledger();
  private final Policy twoUsers = policy(2, 9, Window.MINUTE);

  @Test
  void shouldRefuseOneMoreValueAndSayWhenOneMayBeFree() {
    // Given
    ledger.mustTake(twoUsers, of("u1"), T0);
    ledger.mustTake(twoUsers, of("u2"), T0 + 10_000);

    // When
    LimitDecision third = ledger.take(twoUsers, of("u3"), T0 + 20_000);

    // Then
    LimitStatus limit = ((TooManyValues) third).limit();
    assertThat(limit.scope().label()).isEqualTo("user=u3");
    assertThat(limit.waitMs()).hasValue(41_000);
    assertThat(ledger.ask(twoUsers, of("u2"), T0 + 20_000)).isInstanceOf(Admitted.class);
    assertThat(ledger.ask(twoUsers, of("u3"), T0 + 20_000 + 40_999))
        .isInstanceOf(TooManyValues.class);
    assertThat(ledger.ask(twoUsers, of("u3"), T0 + 20_000 + 41_000)).isInstanceOf(Admitted.class);
  }

  @Test
  void shouldCountNothingForAValueThatIsRefused() {
    // Given
    ledger.mustTake(twoUsers, of("u1"), T0);
    ledger.mustTake(twoUsers, of("u2"), T0);

    // When
    ledger.take(twoUsers, of("u3"), T0);

    // Then
    assertThat(ledger.contents()).doesNotContainKey("acme|user=u3");
  }

  @Test
  void shouldCountTheValuesThatWereThereBeforeTheCap() {
    // Given
    Policy uncapped =
        Policy.of(1, List.of(Limit.of(Set.of(Scope.USER), Metric.REQUESTS, 9, Window.MINUTE)));
    ledger.mustTake(uncapped, of("u1"), T0);
    ledger.mustTake(uncapped, of("u2"), T0);
    ledger.mustTake(uncapped, of("u3"), T0);

    // When / Then
    assertThat(ledger.take(twoUsers, of("u4"), T0)).isInstanceOf(TooManyValues.class);
    assertThat(ledger.take(twoUsers, of("u3"), T0)).isInstanceOf(Admitted.class);
  }

  @Test
  void shouldLeaveNoRowBehindWhenAllWindowsHavePassed() {
    // Given
    ledger.mustTake(twoUsers, of("u1"), T0);
    ledger.mustTake(twoUsers, of("u2"), T0);

    // When
    ledger.dropIdle(T0 + 61_000);
    ledger.dropIdle(T0 + 61_000);

    // Then
    assertThat(ledger.contents()).isEmpty();
  }

  @Property(tries = 300)
  void shouldEqualTheValuesThatCountAnything(@ForAll("steps") List<Step> steps) {
    // Given
    Ledger ledger = new Ledger();
    Policy policy =
        Policy.of(
            1,
            List.of(
                capped(2, Metric.REQUESTS, 3, Window.SECOND),
                Limit.of(Set.of(Scope.USER), Metric.CONCURRENT, 2, Window.NONE),
                Limit.of(Set.of(Scope.USER), Metric.TOKENS, 500, Window.MINUTE)));
    Map<String, Long> countsUntil = new HashMap<>();
    Map<String, Long> countedUntil = new HashMap<>();
    Map<String, Reservation> open = new HashMap<>();
    long now = T0;
    for (Step step : steps) {
      now += step.passes();
      long at = now;
      Reservation earlier = open.remove(step.user());
      if (earlier != null) {
        ledger.settle(earlier, new UsageAmounts(step.uses(), 0, 0L), now);
        long left = Window.SECOND.spans(null).indexAt(earlier.atMs());
        long until = Window.SECOND.spans(null).leavesAt(left);
        if (step.uses() > 0) {
          until =
              Window.MINUTE.spans(null).leavesAt(Window.MINUTE.spans(null).indexAt(earlier.atMs()));
        }
        countedUntil.merge(step.user(), until, Math::max);
        countsUntil.put(step.user(), countedUntil.get(step.user()));
      } else {
        if (step.sweeps()) {
          ledger.dropIdle(now);
        }
        countsUntil.values().removeIf(until -> until <= at);
        Set<String> live = new HashSet<>(countsUntil.keySet());
        boolean room = live.contains(step.user()) || live.size() < 2;

        // When
        LimitDecision decision =
            ledger.take(
                policy,
                AdmissionRequest.of("acme", "k", step.user(), "m", Map.of(Metric.TOKENS, 10L)),
                now);

        // Then
        assertThat(decision instanceof TooManyValues).as("%s at %d", step, now).isEqualTo(!room);
        if (decision instanceof Admitted admitted) {
          open.put(step.user(), admitted.reservation());
          countsUntil.put(step.user(), Long.MAX_VALUE);
        }
      }
    }
  }

  record Step(String user, long passes, int uses, boolean sweeps) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Long> passes =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.longs().between(0, 300)),
            Tuple.of(2, Arbitraries.longs().between(301, 2_000)),
            Tuple.of(1, Arbitraries.longs().between(2_001, 70_000)));
    return Combinators.combine(
            Arbitraries.of("u1", "u2", "u3", "u4"),
            passes,
            Arbitraries.of(0, 0, 5),
            Arbitraries.of(true, false))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  private static AdmissionRequest of(String user) {
    return AdmissionRequest.of("acme", PolicyKey.DEFAULT, user, "m", Map.of());
  }

  private static Policy policy(int maxValues, long amount, Window window) {
    return Policy.of(1, List.of(capped(maxValues, Metric.REQUESTS, amount, window)));
  }

  private static Limit capped(int maxValues, Metric metric, long amount, Window window) {
    return new Limit(Set.of(Scope.USER), metric, amount, window, null, OptionalInt.of(maxValues));
  }
}
