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

class TargetSignTest {

  private static Failure failure(FailureType type, boolean replied, @Nullable Duration wait) {
    HttpResponseFacts response = replied ? new HttpResponseFacts(400, Map.of(), "no", false) : null;
    return Failure.of(
        type, FailureFacts.of(type, "no").withExchange(null, response).withRetryAfter(wait));
  }

  private static String sign(Outcome outcome, boolean cutShort) {
    return TargetSign.of(outcome, cutShort).getClass().getSimpleName();
  }

  @ParameterizedTest
  @CsvSource({
    "TIMEOUT, Bad",
    "CONNECTION, Bad",
    "SERVER_ERROR, Bad",
    "MID_STREAM_BREAK, Bad",
    "OVERLOADED, Bad",
    "PROVIDER_RATE_LIMITED, Bad",
    "AUTHENTICATION, Useless",
    "PERMISSION, Useless",
    "NOT_FOUND, Useless",
    "QUOTA_EXHAUSTED, Useless",
    "CREDENTIALS_EXHAUSTED, Useless",
    "INVALID_REQUEST, Good",
    "CONTEXT_WINDOW_EXCEEDED, Good",
    "CONTENT_POLICY, Good",
    "INVALID_RESPONSE, Nothing",
    "SCHEMA_VIOLATION, Nothing",
    "CANCELLED, Nothing",
    "DEADLINE_EXCEEDED, Nothing",
    "INTERNAL, Nothing"
  })
  void shouldTellWhatEachFailureSaysOfItsTarget(FailureType type, String expected) {
    // When
    String sign = sign(new Outcome.Failed(failure(type, true, null)), false);

    // Then
    assertThat(sign).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"OVERLOADED", "PROVIDER_RATE_LIMITED", "CREDENTIALS_EXHAUSTED"})
  void shouldHonourTheWaitThatIsNamed(FailureType type) {
    // Given
    Failure failure = failure(type, true, Duration.ofSeconds(9));

    // When
    TargetSign sign = TargetSign.of(new Outcome.Failed(failure), false);

    // Then
    assertThat(sign).isEqualTo(new TargetSign.Busy(Duration.ofSeconds(9)));
  }

  @Test
  void shouldNotBlameTheTargetForACallersShortDeadline() {
    // Given
    Outcome unanswered = new Outcome.Failed(failure(FailureType.TIMEOUT, false, null));
    Outcome replied = new Outcome.Failed(failure(FailureType.TIMEOUT, true, null));

    // When
    String sign = sign(unanswered, true);

    // Then
    assertThat(sign).isEqualTo("Nothing");
    assertThat(sign(replied, true)).isEqualTo("Bad");
  }

  @Test
  void shouldNotBlameTheTargetForACredentialWhenAnotherIsLeft() {
    // Given
    Failure failure = failure(FailureType.AUTHENTICATION, true, null);

    // When
    String sign = sign(new Outcome.Failed(failure, true), false);

    // Then
    assertThat(sign).isEqualTo("Nothing");
  }

  @Test
  void shouldTellNothingOfATargetThatWasNotAskedBecauseTheRequestCannotBeSent() {
    // Given
    Failure failure = failure(FailureType.INVALID_REQUEST, false, null);

    // When
    String sign = sign(new Outcome.Failed(failure), false);

    // Then
    assertThat(sign).isEqualTo("Nothing");
  }
}
