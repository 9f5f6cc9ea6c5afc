package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.HttpResponseFacts;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HealthSignalTest {
  private static final Duration WAIT = Duration.ofSeconds(9);

  private static Failure failure(FailureType type, boolean replied, @Nullable Duration wait) {
    HttpResponseFacts response = replied ? new HttpResponseFacts(400, Map.of(), "no", false) : null;
    return Failure.of(
        type, FailureFacts.of(type, "no").withExchange(null, response).withRetryAfter(wait));
  }

  private static String sign(Outcome outcome, boolean cutShort) {
    return HealthSignal.of(outcome, cutShort).getClass().getSimpleName();
  }

  @ParameterizedTest
  @CsvSource({
    "TIMEOUT, Doubtful",
    "CONNECTION, Doubtful",
    "SERVER_ERROR, Doubtful",
    "MID_STREAM_BREAK, Doubtful",
    "PROVIDER_RATE_LIMITED, Doubtful",
    "PERMISSION, Doubtful",
    "NOT_FOUND, Doubtful",
    "UNFORESEEN, Doubtful",
    "OVERLOADED, Bad",
    "AUTHENTICATION, Useless",
    "QUOTA_EXHAUSTED, Useless",
    "CREDENTIALS_EXHAUSTED, Useless",
    "UNKNOWN_PROVIDER, Useless",
    "INVALID_REQUEST, Good",
    "CONTEXT_WINDOW_EXCEEDED, Good",
    "CONTENT_POLICY, Good",
    "REQUEST_TOO_LARGE, Nothing",
    "INVALID_RESPONSE, Nothing",
    "SCHEMA_VIOLATION, Nothing",
    "CANCELLED, Nothing",
    "DEADLINE_EXCEEDED, Nothing",
    "INTERNAL, Nothing"
  })
  void shouldTellWhatEachFailureSaysOfItsTarget(FailureType type, String expected) {
    // When
    String signal = sign(new Outcome.Failed(failure(type, true, null)), false);

    // Then
    assertThat(signal).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "PERMISSION, CREDENTIAL_FOR_MODEL, Useless",
    "PERMISSION, TARGET, Useless",
    "PERMISSION, REQUEST, Nothing",
    "NOT_FOUND, TARGET, Useless",
    "AUTHENTICATION, UNCLEAR, Doubtful",
    "QUOTA_EXHAUSTED, REQUEST, Nothing",
    "PROVIDER_RATE_LIMITED, CREDENTIAL_FOR_MODEL, Bad",
    "PROVIDER_RATE_LIMITED, REQUEST, Nothing",
    "CONNECTION, TARGET, Bad",
    "OVERLOADED, UNCLEAR, Doubtful"
  })
  void shouldFollowTheEvidenceRatherThanTheType(
      FailureType type, Evidence evidence, String expected) {
    // When
    String signal = sign(new Outcome.Failed(failure(type, true, null), evidence), false);

    // Then
    assertThat(signal).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "OVERLOADED, TARGET",
    "PROVIDER_RATE_LIMITED, CREDENTIAL_FOR_MODEL",
    "CREDENTIALS_EXHAUSTED, TARGET"
  })
  void shouldHonourTheWaitThatIsNamed(FailureType type, Evidence evidence) {
    // Given
    Failure failure = failure(type, true, WAIT);

    // When
    HealthSignal signal = HealthSignal.of(new Outcome.Failed(failure, evidence), false);

    // Then
    assertThat(signal).isEqualTo(new HealthSignal.Busy(WAIT));
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVICE_UNAVAILABLE", "PROVIDER_RATE_LIMITED"})
  void shouldDoubtAWaitThatMayBeAboutTheRequest(FailureType type) {
    // Given
    Failure failure = failure(type, true, WAIT);

    // When
    HealthSignal signal = HealthSignal.of(new Outcome.Failed(failure, Evidence.UNCLEAR), false);

    // Then
    assertThat(signal).isEqualTo(new HealthSignal.Doubtful(WAIT));
  }

  @Test
  void shouldNotBlameTheTargetForACallersShortDeadline() {
    // Given
    Outcome unanswered = new Outcome.Failed(failure(FailureType.TIMEOUT, false, null));
    Outcome replied = new Outcome.Failed(failure(FailureType.TIMEOUT, true, null));

    // When
    String signal = sign(unanswered, true);

    // Then
    assertThat(signal).isEqualTo("Nothing");
    assertThat(sign(replied, true)).isEqualTo("Doubtful");
  }

  @Test
  void shouldNotBlameTheTargetForACredentialWhenAnotherIsLeft() {
    // Given
    Failure failure = failure(FailureType.AUTHENTICATION, true, null);

    // When
    String signal = sign(new Outcome.Failed(failure, true), false);

    // Then
    assertThat(signal).isEqualTo("Nothing");
  }

  @Test
  void shouldTellNothingOfATargetThatWasNotAskedBecauseTheRequestCannotBeSent() {
    // Given
    Failure failure = failure(FailureType.INVALID_REQUEST, false, null);

    // When
    String signal = sign(new Outcome.Failed(failure), false);

    // Then
    assertThat(signal).isEqualTo("Nothing");
  }

  @ParameterizedTest
  @CsvSource({
    "QUOTA_EXHAUSTED, ACCOUNT, Useless",
    "OVERLOADED, TARGET, Bad",
    "SERVER_ERROR, UNCLEAR, Doubtful",
    "INVALID_REQUEST, REQUEST, Good"
  })
  void shouldJudgeAnAnswerThatBrokeOffByWhatBrokeIt(
      FailureType type, Evidence evidence, String expected) {
    // Given
    Failure broken = brokenOffBy(failure(type, true, null));

    // When
    String signal = sign(new Outcome.Failed(broken, evidence), false);

    // Then
    assertThat(signal).isEqualTo(expected);
  }

  @Test
  void shouldHonourTheWaitOfWhatBrokeAnAnswerOff() {
    // Given
    Failure broken = brokenOffBy(failure(FailureType.PROVIDER_RATE_LIMITED, true, WAIT));

    // When
    HealthSignal signal = HealthSignal.of(new Outcome.Failed(broken, Evidence.MOMENT), false);

    // Then
    assertThat(signal).isEqualTo(new HealthSignal.Busy(WAIT));
  }

  @Test
  void shouldNotBlameTheTargetForAStreamThatACallersDeadlineCut() {
    // Given
    Failure cut = brokenOffBy(failure(FailureType.TIMEOUT, false, null));

    // When
    String signal = sign(new Outcome.Failed(cut), true);

    // Then
    assertThat(signal).isEqualTo("Nothing");
  }

  private static Failure brokenOffBy(Failure original) {
    Failure broken = failure(FailureType.MID_STREAM_BREAK, true, null);
    return broken.withFacts(broken.facts().withOriginal(original));
  }
}
