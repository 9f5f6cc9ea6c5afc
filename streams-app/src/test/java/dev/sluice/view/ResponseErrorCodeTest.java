package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.FailureType;
import dev.sluice.v1.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResponseErrorCodeTest {

  @ParameterizedTest
  @EnumSource
  void shouldBeOneOfOpenAisWhateverFailed(FailureType type) {
    // When
    String code = ResponseErrorCode.of(Events.failure(type));

    // Then
    assertThat(code).isIn(ResponseErrorCode.ALL);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTION, server_error",
    "QUOTA_EXHAUSTED, server_error",
    "DEADLINE_EXCEEDED, server_error",
    "PROVIDER_RATE_LIMITED, rate_limit_exceeded",
    "BUDGET_EXCEEDED, rate_limit_exceeded",
    "CONTEXT_WINDOW_EXCEEDED, invalid_prompt",
    "PII_BLOCKED, invalid_prompt",
    "IMAGE_FETCH, failed_to_download_image"
  })
  void shouldSayWhetherThePromptALimitOrAServerIsToBlame(FailureType type, String expected) {
    // When
    String code = ResponseErrorCode.of(Events.failure(type));

    // Then
    assertThat(code).isEqualTo(expected);
  }

  @Test
  void shouldKeepTheFailuresOwnCodeWhenItIsOneOfOpenAis() {
    // Given
    Failure failure =
        Failure.newBuilder(Events.failure(FailureType.INVALID_REQUEST))
            .setCode("image_too_large")
            .build();

    // When
    String code = ResponseErrorCode.of(failure);

    // Then
    assertThat(code).isEqualTo("image_too_large");
  }
}
