package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.RateLimits;
import dev.sluice.provider.RateLimits.Kind;
import dev.sluice.provider.RateLimits.Quota;
import dev.sluice.provider.Secret;
import dev.sluice.provider.http.Credentials.Choice;
import dev.sluice.provider.http.Credentials.Chosen;
import dev.sluice.provider.http.Credentials.None;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialsTest {
  private static final Outcome ANSWERED = new Outcome.Answered(Answer.text("hi", Usage.of(1, 1)));

  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private int attempts;

  private static Credentials of(int number) {
    return new Credentials(
        "p", IntStream.rangeClosed(1, number).mapToObj(i -> new Secret("key-" + i)).toList());
  }

  private static Outcome failed(FailureType type, Evidence evidence, @Nullable Duration wait) {
    return new Outcome.Failed(
        Failure.of(type, FailureFacts.of(type, "no").withRetryAfter(wait)), evidence);
  }

  /** A failure that is evidence about the credential. */
  private static Outcome failed(FailureType type) {
    return failed(type, Evidence.CREDENTIAL, null);
  }

  private static Outcome limited(int seconds) {
    return failed(
        FailureType.PROVIDER_RATE_LIMITED,
        Evidence.CREDENTIAL_FOR_MODEL,
        Duration.ofSeconds(seconds));
  }

  private static Attempt attempt(String id, String tenant, String model) {
    Attempt any = Attempts.saying("hi", Attempts.target("t", "p"));
    Target target = new Target("t", "p", model, Sampling.NONE, null, Duration.ofSeconds(20));
    return new Attempt(
        id,
        1,
        CallFixtures.accepted(any.pollingId(), tenant, any.partition(), null),
        target,
        any.sampling(),
        any.request(),
        any.deadline(),
        0,
        List.of());
  }

  private Choice choose(Credentials credentials, String model) {
    return choose(credentials, "acme", model);
  }

  private Choice choose(Credentials credentials, String tenant, String model) {
    attempts++;
    return credentials.choose(
        attempt("attempt-" + attempts, tenant, model), now.plusSeconds(60), now);
  }

  private Credential chosen(Credentials credentials, String model) {
    return credential(choose(credentials, model));
  }

  private static Credential credential(Choice choice) {
    return Objects.requireNonNull(((Chosen) choice).credential());
  }

  private static int number(Choice choice) {
    return credential(choice).number();
  }

  /** The numbers of the credentials that the next attempts use. */
  private List<Integer> next(Credentials credentials, int count) {
    return IntStream.range(0, count).mapToObj(i -> chosen(credentials, "m").number()).toList();
  }

  /** One attempt from its choice to its end. */
  private boolean run(Credentials credentials, String model, Outcome outcome, RateLimits limits) {
    Credential credential = chosen(credentials, model);
    return credentials.ended(
        credential, attempt("attempt-" + attempts, "acme", model), now, outcome, limits, now);
  }

  private boolean run(Credentials credentials, Outcome outcome) {
    return run(credentials, "m", outcome, RateLimits.NONE);
  }

  private static RateLimits usedUp(Instant until) {
    return new RateLimits(Map.of(Kind.TOKENS, new Quota(100L, 0L, until)));
  }

  @Test
  void shouldTakeTurns() {
    // Given
    Credentials credentials = of(3);

    // When
    List<Integer> used = next(credentials, 6);

    // Then
    assertThat(used).containsExactly(1, 2, 3, 1, 2, 3);
  }

  @Test
  void shouldWantNoneWhenThereIsNone() {
    // When
    Choice choice = choose(of(0), "m");

    // Then
    assertThat(choice).isEqualTo(new Chosen(null));
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTHENTICATION", "QUOTA_EXHAUSTED"})
  void shouldSetADeadCredentialAsideForAllModels(FailureType type) {
    // Given
    Credentials credentials = of(3);

    // When
    boolean other = run(credentials, failed(type));

    // Then
    assertThat(other).isTrue();
    assertThat(next(credentials, 4)).containsExactly(2, 3, 2, 3);
    assertThat(chosen(credentials, "another model").number()).isNotEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"PERMISSION", "PROVIDER_RATE_LIMITED"})
  void shouldSetALimitedCredentialAsideForTheModelAlone(FailureType type) {
    // Given
    Credentials credentials = of(2);
    run(credentials, failed(type, Evidence.CREDENTIAL_FOR_MODEL, Duration.ofSeconds(20)));

    // When
    List<Integer> used = next(credentials, 3);

    // Then
    assertThat(used).containsExactly(2, 2, 2);
    assertThat(chosen(credentials, "another model").number()).isEqualTo(1);
  }

  @Test
  void shouldTakeARateLimitedCredentialBackWhenItsWaitIsOver() {
    // Given
    Credentials credentials = of(2);
    run(credentials, limited(20));

    // When
    now = now.plusSeconds(20);

    // Then
    assertThat(next(credentials, 4)).containsExactly(2, 1, 2, 1);
  }

  @Test
  void shouldSayWhenTheFirstOneReturnsWhenAllAreRateLimited() {
    // Given
    Credentials credentials = of(2);
    run(credentials, limited(20));

    // When
    boolean other = run(credentials, limited(5));

    // Then
    assertThat(other).isFalse();
    assertThat(choose(credentials, "m")).isEqualTo(new None(true, now.plusSeconds(5)));
    assertThat(credentials.usableFrom("m", now)).isEqualTo(now.plusSeconds(5));
    assertThat(credentials.usableFrom("another model", now)).isEqualTo(now);
  }

  @Test
  void shouldBeExhaustedWhenAllAreDead() {
    // Given
    Credentials credentials = of(2);
    run(credentials, failed(FailureType.AUTHENTICATION));
    run(credentials, failed(FailureType.QUOTA_EXHAUSTED));

    // When
    Choice choice = choose(credentials, "m");

    // Then
    assertThat(choice).isEqualTo(new None(false, now.plusSeconds(30)));
  }

  @Test
  void shouldWaitForTheRateLimitedOneWhenTheOthersAreDead() {
    // Given
    Credentials credentials = of(2);
    run(credentials, failed(FailureType.AUTHENTICATION));
    run(credentials, limited(40));

    // When
    Choice choice = choose(credentials, "m");

    // Then
    assertThat(choice).isEqualTo(new None(true, now.plusSeconds(40)));
  }

  @Test
  void shouldTryADeadCredentialAgainWithOneAttemptAndThenLeaveItForLonger() {
    // Given
    Credentials credentials = of(1);
    run(credentials, failed(FailureType.AUTHENTICATION));
    now = now.plusSeconds(30);
    Credential probe = chosen(credentials, "m");
    assertThat(choose(credentials, "m")).isInstanceOf(None.class);

    // When
    credentials.ended(
        probe,
        attempt("attempt-2", "acme", "m"),
        now,
        failed(FailureType.AUTHENTICATION),
        RateLimits.NONE,
        now);

    // Then
    assertThat(choose(credentials, "m")).isEqualTo(new None(false, now.plusSeconds(60)));
  }

  @Test
  void shouldTakeADeadCredentialBackWhenItWorks() {
    // Given
    Credentials credentials = of(1);
    run(credentials, failed(FailureType.QUOTA_EXHAUSTED));
    now = now.plusSeconds(30);

    // When
    run(credentials, ANSWERED);

    // Then
    assertThat(next(credentials, 2)).containsExactly(1, 1);
  }

  @Test
  void shouldLetOthersGoFirstWhenAReplySaysThatNothingRemains() {
    // Given
    Credentials credentials = of(2);

    // When
    run(credentials, "m", ANSWERED, usedUp(now.plusSeconds(9)));

    // Then
    assertThat(next(credentials, 3)).containsExactly(2, 2, 2);
    now = now.plusSeconds(9);
    assertThat(next(credentials, 2)).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void shouldUseTheLastOneAllTheSameWhenItMerelyHasNothingRemaining() {
    // Given
    Credentials credentials = of(1);

    // When
    run(credentials, "m", ANSWERED, usedUp(now.plusSeconds(9)));

    // Then
    assertThat(credentials.usableFrom("m", now)).isEqualTo(now.plusSeconds(9));
    assertThat(next(credentials, 1)).containsExactly(1);
  }

  @Test
  void shouldUseTheLastOneAtOnceWhenNoWaitWasNamed() {
    // Given
    Credentials credentials = of(2);
    Outcome unnamed = failed(FailureType.PROVIDER_RATE_LIMITED, Evidence.UNCLEAR, null);
    boolean first = run(credentials, unnamed);

    // When
    boolean second = run(credentials, unnamed);

    // Then
    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(credentials.usableFrom("m", now)).isEqualTo(now);
    assertThat(choose(credentials, "m")).isInstanceOf(Chosen.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PERMISSION, UNCLEAR",
    "AUTHENTICATION, UNCLEAR",
    "QUOTA_EXHAUSTED, REQUEST",
    "PROVIDER_RATE_LIMITED, REQUEST",
    "PROVIDER_RATE_LIMITED, UNCLEAR"
  })
  void shouldTryEachCredentialOnceAndSetNoneAsideWhenTheRequestMayBeToBlame(
      FailureType type, Evidence evidence) {
    // Given
    Credentials credentials = of(2);
    Outcome refused = failed(type, evidence, Duration.ofSeconds(20));

    // When
    boolean first = run(credentials, refused);
    boolean second = run(credentials, refused);

    // Then
    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(credentials.usableFrom("m", now)).isEqualTo(now);
    assertThat(choose(credentials, "globex", "m")).isInstanceOf(Chosen.class);
  }

  @Test
  void shouldPreferForOneTenantAloneTheCredentialThatItsRequestWasNotRefusedWith() {
    // Given
    Credentials credentials = of(2);
    run(credentials, failed(FailureType.PERMISSION, Evidence.UNCLEAR, null));
    assertThat(number(choose(credentials, "globex", "m"))).isEqualTo(2);

    // When
    int turnOfTheFirst = number(choose(credentials, "acme", "m"));

    // Then
    assertThat(turnOfTheFirst).isEqualTo(2);
    assertThat(number(choose(credentials, "globex", "m"))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER_ERROR", "TIMEOUT", "CONNECTION", "NOT_FOUND", "INVALID_REQUEST"})
  void shouldNotBlameACredentialForOtherFailures(FailureType type) {
    // Given
    Credentials credentials = of(2);

    // When
    boolean other = run(credentials, failed(type, Evidence.UNCLEAR, null));

    // Then
    assertThat(other).isFalse();
    assertThat(next(credentials, 2)).containsExactly(2, 1);
  }

  @Test
  void shouldNotLeaveACredentialForLongerBecauseOfAttemptsThatWereUnderWay() {
    // Given
    Credentials credentials = of(1);
    Credential credential = chosen(credentials, "m");
    Instant began = now.minusSeconds(1);

    // When
    for (int i = 0; i < 5; i++) {
      credentials.ended(
          credential,
          attempt("old-" + i, "acme", "m"),
          began,
          failed(FailureType.AUTHENTICATION),
          RateLimits.NONE,
          now);
    }

    // Then
    assertThat(choose(credentials, "m")).isEqualTo(new None(false, now.plusSeconds(30)));
  }
}
