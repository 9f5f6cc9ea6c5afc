package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CooldownTest {
  private static final Cooldown COOLDOWN =
      new Cooldown(3, Duration.ofSeconds(30), Duration.ofSeconds(100));
  private static final HealthSignal GOOD = new HealthSignal.Good();
  private static final HealthSignal BAD = new HealthSignal.Bad();
  private static final HealthSignal USELESS = new HealthSignal.Useless();
  private static final HealthSignal NOTHING = new HealthSignal.Nothing();

  private static Instant at(long seconds) {
    return NOON.plusSeconds(seconds);
  }

  private static TargetState ended(TargetState state, HealthSignal signal, long began, long now) {
    return COOLDOWN.ended(state, "other", at(began), signal, at(now));
  }

  private static TargetState failed(int times) {
    TargetState state = TargetState.FIT;
    for (int i = 0; i < times; i++) {
      state = ended(state, BAD, 0, 0);
    }
    return state;
  }

  private static TargetState probing(TargetState open, long now) {
    return COOLDOWN.started(open, "probe", at(now + 60), at(now));
  }

  private static TargetState probed(TargetState probing, HealthSignal signal, long now) {
    return COOLDOWN.ended(probing, "probe", at(now - 1), signal, at(now));
  }

  @Test
  void shouldCoolDownAfterSoManyFailuresInARow() {
    // Given
    TargetState almost = failed(2);

    // When
    TargetState state = ended(almost, BAD, 0, 0);

    // Then
    assertThat(COOLDOWN.fitFrom(almost, at(1))).isEqualTo(at(1));
    assertThat(COOLDOWN.fitFrom(state, at(1))).isEqualTo(at(30));
    assertThat(COOLDOWN.fitFrom(state, at(30))).isEqualTo(at(30));
  }

  @Test
  void shouldCountAnewAfterASuccess() {
    // Given
    TargetState almost = failed(2);

    // When
    TargetState state = ended(ended(almost, GOOD, 0, 0), BAD, 0, 0);

    // Then
    assertThat(state).isInstanceOf(TargetState.Closed.class);
  }

  @Test
  void shouldCoolDownAtOnceWhenTheTargetCanServeNobody() {
    // When
    TargetState state = ended(TargetState.FIT, USELESS, 0, 5);

    // Then
    assertThat(COOLDOWN.fitFrom(state, at(5))).isEqualTo(at(35));
  }

  @Test
  void shouldCoolDownForAsLongAsTheProviderAsks() {
    // Given
    HealthSignal busy = new HealthSignal.Busy(Duration.ofSeconds(7));

    // When
    TargetState state = ended(TargetState.FIT, busy, 0, 0);

    // Then
    assertThat(COOLDOWN.fitFrom(state, at(1))).isEqualTo(at(7));
    assertThat(probing(state, 7)).isEqualTo(new TargetState.Closed(at(7), 0));
  }

  @Test
  void shouldTakeTheLatestOfSeveralWaitsAndNoneAboveAMinute() {
    // Given
    TargetState state = ended(TargetState.FIT, new HealthSignal.Busy(Duration.ofDays(9)), 0, 0);

    // When
    TargetState later = ended(state, new HealthSignal.Busy(Duration.ofSeconds(1)), -5, 1);

    // Then
    assertThat(COOLDOWN.fitFrom(later, at(2))).isEqualTo(at(60));
  }

  @Test
  void shouldNotForgetThatItMustBeProbedWhenAWaitIsNamed() {
    // Given
    TargetState open = failed(3);

    // When
    TargetState state = ended(open, new HealthSignal.Busy(Duration.ofSeconds(2)), -5, 1);

    // Then
    assertThat(state).isEqualTo(open);
  }

  @Test
  void shouldLetOneProbeThroughAndNoOther() {
    // Given
    TargetState cooled = failed(3);

    // When
    TargetState state = probing(cooled, 30);

    // Then
    assertThat(state).isInstanceOf(TargetState.HalfOpen.class);
    assertThat(COOLDOWN.fitFrom(state, at(31))).isEqualTo(at(31).plus(Cooldown.PROBE_RECHECK));
    assertThat(COOLDOWN.started(state, "second", at(99), at(31))).isEqualTo(state);
    assertThat(ended(state, BAD, 31, 32)).isEqualTo(state);
  }

  @Test
  void shouldBeFitWhenTheProbeSucceeds() {
    // Given
    TargetState probing = probing(failed(3), 30);

    // When
    TargetState state = probed(probing, GOOD, 40);

    // Then
    assertThat(state).isEqualTo(new TargetState.Closed(at(40), 0));
  }

  @Test
  void shouldCoolTwiceAsLongWhenTheProbeFailsButNoLongerThanTheCap() {
    // Given
    TargetState once = probed(probing(failed(3), 30), BAD, 31);
    TargetState twice = probed(probing(once, 91), USELESS, 92);

    // When
    TargetState thrice = probed(probing(twice, 192), BAD, 193);

    // Then
    assertThat(COOLDOWN.fitFrom(once, at(31))).isEqualTo(at(31 + 60));
    assertThat(COOLDOWN.fitFrom(twice, at(92))).isEqualTo(at(92 + 100));
    assertThat(COOLDOWN.fitFrom(thrice, at(193))).isEqualTo(at(193 + 100));
  }

  @Test
  void shouldTakeAnotherProbeWhenTheFirstTellsNothing() {
    // Given
    TargetState probing = probing(failed(3), 30);

    // When
    TargetState state = probed(probing, NOTHING, 31);

    // Then
    assertThat(COOLDOWN.fitFrom(state, at(31))).isEqualTo(at(31));
    assertThat(COOLDOWN.started(state, "second", at(99), at(31)))
        .isEqualTo(new TargetState.HalfOpen(at(0), at(99), "second", 1));
  }

  @Test
  void shouldTakeAnotherProbeWhenTheFirstHasLapsed() {
    // Given
    TargetState lapsed = probing(failed(3), 30);

    // When
    TargetState state = COOLDOWN.started(lapsed, "second", at(120), at(90));

    // Then
    assertThat(COOLDOWN.fitFrom(lapsed, at(90))).isEqualTo(at(90));
    assertThat(state).isEqualTo(new TargetState.HalfOpen(at(0), at(120), "second", 1));
  }

  @Test
  void shouldGiveTheProbeItsOwnTimeOnceItHasBegun() {
    // Given
    TargetState decided = probing(failed(3), 30);

    // When
    TargetState begun = COOLDOWN.started(decided, "probe", at(300), at(31));

    // Then
    assertThat(COOLDOWN.started(begun, "second", at(999), at(299))).isEqualTo(begun);
  }

  @Test
  void shouldIgnoreWhatAttemptsTellThatBeganBeforeTheState() {
    // Given
    TargetState open = failed(3);
    TargetState closedAgain = probed(probing(open, 30), GOOD, 40);

    // When
    TargetState afterOldFailures = closedAgain;
    for (int i = 0; i < 10; i++) {
      afterOldFailures = ended(afterOldFailures, i % 2 == 0 ? BAD : USELESS, 20, 41);
    }

    // Then
    assertThat(afterOldFailures).isEqualTo(closedAgain);
    assertThat(ended(open, GOOD, -1, 1)).isEqualTo(open);
  }

  @Test
  void shouldBeFitWhenAnAttemptSucceedsThatBeganSince() {
    // Given
    TargetState open = failed(3);

    // When
    TargetState state = ended(open, GOOD, 1, 2);

    // Then
    assertThat(state).isEqualTo(new TargetState.Closed(at(2), 0));
  }

  @Test
  void shouldNeverCoolDownWhenSwitchedOff() {
    // When
    TargetState state = Cooldown.OFF.ended(TargetState.FIT, "a", NOON, USELESS, NOON);

    // Then
    assertThat(state).isEqualTo(TargetState.FIT);
  }
}
