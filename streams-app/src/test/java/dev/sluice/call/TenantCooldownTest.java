package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Four failures in a row open the target for a tenant, and two of each of two tenants for all. */
class TenantCooldownTest {
  private static final TenantCooldown COOLDOWN =
      new TenantCooldown(new Cooldown(4, Duration.ofSeconds(30), Duration.ofSeconds(100)));
  private static final HealthSignal GOOD = new HealthSignal.Good();
  private static final HealthSignal BAD = new HealthSignal.Bad();
  private static final HealthSignal USELESS = new HealthSignal.Useless();
  private static final HealthSignal DOUBTFUL = new HealthSignal.Doubtful(null);
  private static final HealthSignal NOTHING = new HealthSignal.Nothing();

  private TargetFitness fitness = TargetFitness.FIT;
  private int attempts;

  private static Instant at(long seconds) {
    return NOON.plusSeconds(seconds);
  }

  private static HealthSignal told(Duration wait) {
    return new HealthSignal.Doubtful(wait);
  }

  /** An attempt that begins and ends at once. */
  private void attempt(String tenant, HealthSignal signal, long now) {
    String id = "attempt-" + ++attempts;
    fitness = COOLDOWN.started(fitness, tenant, id, at(now + 60), at(now));
    fitness = COOLDOWN.ended(fitness, tenant, id, at(now), signal, at(now));
  }

  private void attempts(int count, String tenant, HealthSignal signal, long now) {
    for (int i = 0; i < count; i++) {
      attempt(tenant, signal, now);
    }
  }

  private Instant fitFrom(String tenant, long now) {
    return COOLDOWN.fitFrom(fitness, tenant, at(now));
  }

  /** By two failures of each of two tenants. */
  private void openForAll() {
    attempts(2, "acme", DOUBTFUL, 0);
    attempts(2, "globex", DOUBTFUL, 0);
    assertThat(fitFrom("initech", 0)).isEqualTo(at(30));
  }

  @Test
  void shouldLeaveItAloneForTheOneTenantWhoseAttemptsFail() {
    // Given
    attempts(3, "acme", DOUBTFUL, 0);
    assertThat(fitFrom("acme", 0)).isEqualTo(at(0));

    // When
    attempt("acme", DOUBTFUL, 0);

    // Then
    assertThat(fitFrom("acme", 0)).isEqualTo(at(30));
    assertThat(fitFrom("globex", 0)).isEqualTo(at(0));
    assertThat(COOLDOWN.ownCooldowns(fitness, at(0))).isEqualTo(1);
  }

  @Test
  void shouldNotLeaveItAloneForOthersHoweverOftenOneTenantsAttemptsFail() {
    // When
    attempts(1_000, "acme", DOUBTFUL, 0);
    attempt("globex", DOUBTFUL, 1);

    // Then
    assertThat(fitFrom("initech", 1)).isEqualTo(at(1));
    assertThat(fitFrom("globex", 1)).isEqualTo(at(1));
  }

  @Test
  void shouldLeaveItAloneForAllWhenAnotherTenantsAttemptsFailToo() {
    // Given
    attempts(2, "acme", DOUBTFUL, 0);
    attempt("globex", DOUBTFUL, 1);
    assertThat(fitFrom("initech", 1)).isEqualTo(at(1));

    // When
    attempt("globex", DOUBTFUL, 2);

    // Then
    assertThat(fitFrom("initech", 2)).isEqualTo(at(32));
    assertThat(fitFrom("acme", 2)).isEqualTo(at(32));
  }

  @Test
  void shouldLeaveItAloneForAllAtOnceWhenItsFailureIsItsOwn() {
    // When
    attempt("acme", USELESS, 0);

    // Then
    assertThat(fitFrom("globex", 0)).isEqualTo(at(30));
  }

  @Test
  void shouldCountOneTenantsFailuresWithThoseThatNoRequestIsToBlameFor() {
    // Given
    attempts(2, "acme", BAD, 0);
    attempt("acme", DOUBTFUL, 0);
    assertThat(fitFrom("globex", 0)).isEqualTo(at(0));

    // When
    attempt("acme", DOUBTFUL, 0);

    // Then
    assertThat(fitFrom("globex", 0)).isEqualTo(at(30));
  }

  @Test
  void shouldForgetAllFailuresWhenAnyTenantSucceeds() {
    // Given
    attempts(4, "acme", DOUBTFUL, 0);
    attempts(1, "globex", DOUBTFUL, 0);

    // When
    attempt("globex", GOOD, 1);

    // Then
    assertThat(fitFrom("acme", 1)).isEqualTo(at(1));
    attempts(3, "globex", DOUBTFUL, 2);
    assertThat(fitFrom("globex", 2)).isEqualTo(at(2));
  }

  @Test
  void shouldIgnoreWhatATenantsAttemptsTellThatBeganBeforeASuccess() {
    // Given
    attempts(4, "acme", DOUBTFUL, 0);
    attempt("globex", GOOD, 5);

    // When
    for (int i = 0; i < 10; i++) {
      fitness = COOLDOWN.ended(fitness, "acme", "old-" + i, at(4), DOUBTFUL, at(6));
    }

    // Then
    assertThat(fitFrom("acme", 6)).isEqualTo(at(6));
  }

  @Test
  void shouldProbeForTheTenantAloneAndLeaveItAloneForLongerWhenThatFails() {
    // Given
    attempts(4, "acme", DOUBTFUL, 0);

    // When
    attempt("acme", DOUBTFUL, 30);

    // Then
    assertThat(fitFrom("acme", 30)).isEqualTo(at(90));
    assertThat(fitFrom("globex", 30)).isEqualTo(at(30));
  }

  @Test
  void shouldLetAnotherTenantProbeWhenTheFirstOnesProbeFails() {
    // Given
    openForAll();

    // When
    attempt("acme", DOUBTFUL, 30);

    // Then
    assertThat(fitFrom("acme", 30)).isEqualTo(at(90));
    assertThat(fitFrom("globex", 30)).isEqualTo(at(30));
  }

  @Test
  void shouldLeaveItAloneForLongerWhenTheProbesOfTwoTenantsFail() {
    // Given
    openForAll();
    attempt("acme", DOUBTFUL, 30);

    // When
    attempt("globex", DOUBTFUL, 31);

    // Then
    assertThat(fitFrom("initech", 31)).isEqualTo(at(91));
  }

  @Test
  void shouldBeFitForAllWhenTheSecondTenantsProbeSucceeds() {
    // Given
    openForAll();
    attempt("acme", DOUBTFUL, 30);

    // When
    attempt("globex", GOOD, 31);

    // Then
    assertThat(fitFrom("acme", 31)).isEqualTo(at(31));
    assertThat(fitFrom("initech", 31)).isEqualTo(at(31));
  }

  @Test
  void shouldLeaveItAloneForLongerAtOnceWhenTheProbeShowsThatItIsTheTargets() {
    // Given
    openForAll();

    // When
    attempt("acme", USELESS, 30);

    // Then
    assertThat(fitFrom("globex", 30)).isEqualTo(at(90));
  }

  @Test
  void shouldNotTakeTheProbeFromOthersWithAttemptsOfATenantThatHasToLeaveItAlone() {
    // Given
    openForAll();
    attempt("acme", DOUBTFUL, 30);

    // When
    fitness = COOLDOWN.started(fitness, "acme", "forced", at(99), at(31));

    // Then
    assertThat(fitFrom("globex", 31)).isEqualTo(at(31));
    assertThat(COOLDOWN.ended(fitness, "acme", "forced", at(31), DOUBTFUL, at(32)))
        .isEqualTo(fitness);
  }

  @Test
  void shouldTakeAnotherProbeOfTheTenantWhenTheFirstTellsNothing() {
    // Given
    attempts(4, "acme", DOUBTFUL, 0);

    // When
    attempt("acme", NOTHING, 30);

    // Then
    assertThat(fitFrom("acme", 30)).isEqualTo(at(30));
  }

  @Test
  void shouldWaitForTheOneTenantThatIsToldToAndNoLongerThanTheLongestCooldown() {
    // When
    attempt("acme", told(Duration.ofDays(1)), 0);

    // Then
    assertThat(fitFrom("acme", 0)).isEqualTo(at(100));
    assertThat(fitFrom("globex", 0)).isEqualTo(at(0));
  }

  @Test
  void shouldWaitForAllWhenTwoTenantsAreToldToAndNoLongerThanTheLongestCooldown() {
    // Given
    attempt("acme", told(Duration.ofDays(1)), 0);

    // When
    attempt("globex", told(Duration.ofDays(1)), 5);

    // Then
    assertThat(fitFrom("initech", 5)).isEqualTo(at(105));
    assertThat(fitFrom("acme", 5)).isEqualTo(at(105));
  }

  @Test
  void shouldNotWaitForAllWhenTheFirstTenantsWaitIsOver() {
    // Given
    attempt("acme", told(Duration.ofSeconds(3)), 0);

    // When
    attempt("globex", told(Duration.ofSeconds(3)), 4);

    // Then
    assertThat(fitFrom("initech", 4)).isEqualTo(at(4));
    assertThat(fitFrom("globex", 4)).isEqualTo(at(7));
  }

  @Test
  void shouldNeedTwoTenantsAlsoWhenOneFailureIsEnough() {
    // Given
    TenantCooldown one =
        new TenantCooldown(new Cooldown(1, Duration.ofSeconds(30), Duration.ofSeconds(100)));
    TargetFitness first = one.ended(TargetFitness.FIT, "acme", "a", at(0), DOUBTFUL, at(0));

    // When
    TargetFitness second = one.ended(first, "globex", "b", at(1), DOUBTFUL, at(1));

    // Then
    assertThat(one.fitFrom(first, "acme", at(0))).isEqualTo(at(30));
    assertThat(one.fitFrom(first, "globex", at(0))).isEqualTo(at(0));
    assertThat(one.fitFrom(second, "initech", at(1))).isEqualTo(at(31));
  }

  @Test
  void shouldNeverCoolDownWhenSwitchedOff() {
    // Given
    TenantCooldown off = new TenantCooldown(Cooldown.OFF);

    // When
    TargetFitness after =
        off.ended(TargetFitness.FIT, "acme", "a", at(0), told(Duration.ofDays(1)), at(0));

    // Then
    assertThat(after).isEqualTo(TargetFitness.FIT);
  }
}
