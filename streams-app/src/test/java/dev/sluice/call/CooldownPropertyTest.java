package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever attempts begin and end, in whatever order. */
class CooldownPropertyTest {
  private static final Cooldown COOLDOWN =
      new Cooldown(3, Duration.ofSeconds(10), Duration.ofSeconds(60));
  private static final Duration LAPSE = Duration.ofSeconds(20);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(90);

  /**
   * @param sign how attempt {@code id} ends; null for its beginning
   */
  record Event(int passes, int id, boolean begins, HealthSignal sign) {}

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<HealthSignal> signs =
        Arbitraries.of(
            new HealthSignal.Good(),
            new HealthSignal.Bad(),
            new HealthSignal.Bad(),
            new HealthSignal.Useless(),
            new HealthSignal.Busy(LONGEST_WAIT),
            new HealthSignal.Busy(Duration.ofSeconds(1)),
            new HealthSignal.Nothing());
    return Combinators.combine(
            Arbitraries.integers().between(0, 15),
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(true, false),
            signs)
        .as(Event::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 500)
  void shouldAlwaysBeFitAgainAfterTheLongestTimeWithoutNews(@ForAll("events") List<Event> events) {
    // Given
    Run run = new Run();

    // When
    events.forEach(run::take);

    // Then
    Instant quiet = run.now.plus(LONGEST_WAIT);
    assertThat(COOLDOWN.fitFrom(run.state, quiet)).isEqualTo(quiet);
  }

  @Property(tries = 500)
  void shouldNeverHaveTwoProbesWithinTheTimeOfOne(@ForAll("events") List<Event> events) {
    // Given
    Run run = new Run();
    for (Event event : events) {
      TargetState before = run.state;

      // When
      run.take(event);

      // Then
      if (before instanceof TargetState.HalfOpen one
          && run.state instanceof TargetState.HalfOpen other
          && run.now.isBefore(one.until())) {
        assertThat(other.attemptId()).isEqualTo(one.attemptId());
      }
    }
  }

  @Property(tries = 500)
  void shouldStayFitWhileFewerFailuresThanItTakesComeInARow(@ForAll("events") List<Event> events) {
    // Given
    Run run = new Run();
    int inARow = 0;
    for (Event event : events) {
      if (!event.begins() && !run.isUnderWay(event.id())) {
        continue;
      }
      if (!event.begins()) {
        inARow = event.sign() instanceof HealthSignal.Good ? 0 : inARow;
        inARow += event.sign() instanceof HealthSignal.Bad ? 1 : 0;
      }
      boolean opens =
          event.sign() instanceof HealthSignal.Useless || event.sign() instanceof HealthSignal.Busy;
      if (!event.begins() && (opens || inARow >= COOLDOWN.failures())) {
        return;
      }

      // When
      run.take(event);

      // Then
      assertThat(COOLDOWN.fitFrom(run.state, run.now)).isEqualTo(run.now);
    }
  }

  /** A target with six attempts that may be under way. */
  private static final class Run {
    private final TreeMap<Integer, Instant> began = new TreeMap<>();
    private TargetState state = TargetState.FIT;
    private Instant now = NOON;

    boolean isUnderWay(int id) {
      return began.containsKey(id);
    }

    void take(Event event) {
      now = now.plusSeconds(event.passes());
      String id = "attempt-" + event.id();
      if (event.begins()) {
        began.put(event.id(), now);
        state = COOLDOWN.started(state, id, now.plus(LAPSE), now);
      } else {
        state = COOLDOWN.ended(state, id, began.remove(event.id()), event.sign(), now);
      }
    }
  }
}
