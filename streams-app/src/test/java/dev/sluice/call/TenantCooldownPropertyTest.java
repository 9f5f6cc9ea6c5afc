package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever attempts of whichever tenants begin and end, in whatever order. */
class TenantCooldownPropertyTest {
  private static final Cooldown EACH =
      new Cooldown(3, Duration.ofSeconds(10), Duration.ofSeconds(60));
  private static final TenantCooldown COOLDOWN = new TenantCooldown(EACH);
  private static final Duration LAPSE = Duration.ofSeconds(20);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(90);
  private static final List<String> TENANTS = List.of("acme", "globex", "initech");

  /**
   * @param sign how attempt {@code id} ends; null for its beginning
   */
  record Event(int passes, String tenant, int id, boolean begins, HealthSignal sign) {}

  private static Arbitrary<List<Event>> events(Arbitrary<String> tenants, HealthSignal... signs) {
    return Combinators.combine(
            Arbitraries.integers().between(0, 15),
            tenants,
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(true, false),
            Arbitraries.of(signs))
        .as(Event::new)
        .list()
        .ofMaxSize(80);
  }

  private static final HealthSignal[] DOUBTS = {
    new HealthSignal.Doubtful(null),
    new HealthSignal.Doubtful(null),
    new HealthSignal.Doubtful(Duration.ofSeconds(1)),
    new HealthSignal.Doubtful(LONGEST_WAIT),
    new HealthSignal.Nothing()
  };

  @Provide
  Arbitrary<List<Event>> anything() {
    return events(
        Arbitraries.of(TENANTS),
        new HealthSignal.Good(),
        new HealthSignal.Bad(),
        new HealthSignal.Useless(),
        new HealthSignal.Busy(Duration.ofSeconds(5)),
        new HealthSignal.Doubtful(null),
        new HealthSignal.Doubtful(null),
        new HealthSignal.Doubtful(LONGEST_WAIT),
        new HealthSignal.Nothing());
  }

  @Provide
  Arbitrary<List<Event>> doubtsOfOne() {
    return events(Arbitraries.just("acme"), DOUBTS);
  }

  @Provide
  Arbitrary<List<Event>> doubtsOfAll() {
    return events(Arbitraries.of(TENANTS), DOUBTS);
  }

  @Property(tries = 500)
  void shouldNeverSetATargetAsideForOthersOnOneTenantsWord(
      @ForAll("doubtsOfOne") List<Event> events) {
    // Given
    Run run = new Run();
    for (Event event : events) {

      // When
      run.take(event);

      // Then
      assertThat(COOLDOWN.fitFrom(run.fitness, "globex", run.now)).isEqualTo(run.now);
    }
  }

  @Property(tries = 500)
  void shouldNotKeepATargetFromOthersOnOneTenantsWordOnceItHasCooledDown(
      @ForAll("doubtsOfOne") List<Event> events) {
    // Given
    Run run = new Run();
    HealthSignal useless = new HealthSignal.Useless();
    run.fitness = COOLDOWN.ended(run.fitness, "initech", "dead", run.now, useless, run.now);
    run.now = run.now.plus(EACH.time());

    // When
    events.forEach(run::take);

    // Then
    Instant lapsed = run.now.plus(LAPSE);
    assertThat(COOLDOWN.fitFrom(run.fitness, "globex", lapsed)).isEqualTo(lapsed);
  }

  @Property(tries = 500)
  void shouldAlwaysBeFitAgainAfterTheLongestTimeWithoutNews(
      @ForAll("anything") List<Event> events) {
    // Given
    Run run = new Run();

    // When
    events.forEach(run::take);

    // Then
    Instant quiet = run.now.plus(LONGEST_WAIT);
    for (String tenant : TENANTS) {
      assertThat(COOLDOWN.fitFrom(run.fitness, tenant, quiet)).isEqualTo(quiet);
    }
  }

  @Property(tries = 500)
  void shouldNeverHaveTwoProbesWithinTheTimeOfOne(@ForAll("anything") List<Event> events) {
    // Given
    Run run = new Run();
    for (Event event : events) {
      TargetState before = run.fitness.all();

      // When
      run.take(event);

      // Then
      if (before instanceof TargetState.HalfOpen one
          && run.fitness.all() instanceof TargetState.HalfOpen other
          && run.now.isBefore(one.until())) {
        assertThat(other.attemptId()).isEqualTo(one.attemptId());
      }
    }
  }

  @Property(tries = 500)
  void shouldRememberNoMoreTenantsThanItTakesFailures(@ForAll("anything") List<Event> events) {
    // Given
    Run run = new Run();
    for (Event event : events) {

      // When
      run.take(event);

      // Then
      assertThat(run.fitness.doubts()).hasSizeLessThan(EACH.failures());
      assertThat(run.fitness.own().values()).noneMatch(TargetState.Closed.class::isInstance);
    }
  }

  @Property(tries = 500)
  void shouldServeATenantThatIsAloneAsIfItWereAll(@ForAll("doubtsOfAll") List<Event> events) {
    // Given
    Run run = new Run();
    TargetState alone = TargetState.FIT;
    HealthSignal bad = new HealthSignal.Bad();
    HealthSignal doubtful = new HealthSignal.Doubtful(null);
    for (Event event : events) {
      Event own = new Event(event.passes(), "acme", event.id(), event.begins(), doubtful);
      Instant now = run.now.plusSeconds(event.passes());
      String id = run.id(own);
      Instant began = run.began.get(id);

      // When
      run.take(own);

      // Then
      alone =
          event.begins()
              ? EACH.started(alone, id, now.plus(LAPSE), now)
              : EACH.ended(alone, id, began, bad, now);
      assertThat(COOLDOWN.fitFrom(run.fitness, "acme", run.now))
          .isEqualTo(EACH.fitFrom(alone, run.now));
    }
  }

  /** A target with six attempts of each tenant that may be under way. */
  private static final class Run {
    private final Map<String, Instant> began = new HashMap<>();
    private TargetFitness fitness = TargetFitness.FIT;
    private Instant now = NOON;

    String id(Event event) {
      return event.tenant() + "-" + event.id();
    }

    void take(Event event) {
      now = now.plusSeconds(event.passes());
      String id = id(event);
      if (event.begins()) {
        began.put(id, now);
        fitness = COOLDOWN.started(fitness, event.tenant(), id, now.plus(LAPSE), now);
      } else {
        Instant startedAt = began.remove(id);
        fitness = COOLDOWN.ended(fitness, event.tenant(), id, startedAt, event.sign(), now);
      }
    }
  }
}
