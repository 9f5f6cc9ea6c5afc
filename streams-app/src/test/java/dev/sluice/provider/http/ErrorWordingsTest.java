package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wordings of many vendors and servers, each an error that the codecs have to know by its kind. */
class ErrorWordingsTest {

  static List<ReplyCase> wordings() {
    return ReplyCase.ofWordings();
  }

  @ParameterizedTest
  @MethodSource("wordings")
  void shouldKnowTheKindOfAnErrorHoweverItIsWorded(ReplyCase row) {
    // When
    Outcome.Failed failed = row.decoded();

    // Then
    assertThat(row.types()).contains(failed.failure().type());
    Duration wait = failed.failure().facts().retryAfter();
    assertThat(wait == null ? "" : String.valueOf(wait.toMillis())).isEqualTo(row.waited());
    if (row.param() != null) {
      assertThat(failed.failure().facts().param()).isEqualTo(row.param());
    }
  }

  static List<ReplyCase> codes() {
    return ReplyCase.ofCodes();
  }

  @ParameterizedTest
  @MethodSource("codes")
  void shouldKnowTheKindOfAnErrorByItsCodeAlone(ReplyCase row) {
    // When
    Outcome.Failed failed = row.decoded();

    // Then
    assertThat(row.types()).contains(failed.failure().type());
    assertThat(failed.evidence()).isEqualTo(row.evidence());
  }

  private static Outcome.Failed decoded(int status, String body, Sampling requested) {
    return new ReplyCase(
            "case",
            "compatible",
            "any",
            new HttpReply(status, Map.of(), body, false),
            "",
            List.of(),
            null,
            null,
            null)
        .decoded(requested);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Invalid value for 'tools[0].function.name': 'your credit balance is too low'",
        "messages.2.content: Incorrect API key provided",
        "Failed to parse: {\\\"message\\\": \\\"You exceeded your current quota\\\"}",
        "The tool named insufficient_quota is not defined",
        "tools.0: {\\\"error\\\": {\\\"code\\\": \\\"invalid_api_key\\\"}} is no tool",
        "A text may not say that this organization has been disabled",
        "The model's name is wrong in: the model `gpt-9` does not exist"
      })
  void shouldHoldNothingAgainstCredentialOrTargetForWordsThatAMessageQuotes(String message) {
    // When
    Outcome.Failed failed =
        decoded(400, "{\"error\":{\"message\":\"" + message + "\"}}", Sampling.NONE);

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.INVALID_REQUEST);
    assertThat(failed.evidence()).isEqualTo(Evidence.REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
    "4096, CALLER", // the request's own
    ", OPERATOR", // what the gateway chooses
  })
  void shouldBlameWhoeverChoseAMaximumThatTheModelDoesNotReach(
      @Nullable Integer requested, String who) {
    // Given
    Sampling sampling =
        requested == null ? Sampling.NONE : Sampling.NONE.withMaxOutputTokens(requested);
    String body =
        "{\"error\":{\"message\":\"max_completion_tokens=4096 cannot be greater than"
            + " max_model_len=512\",\"type\":\"BadRequestError\",\"code\":400}}";

    // When
    Outcome.Failed failed = decoded(400, body, sampling);

    // Then
    assertThat(failed.failure().type())
        .isEqualTo(who.equals("CALLER") ? FailureType.INVALID_REQUEST : FailureType.API_ERROR);
    assertThat(failed.evidence()).isEqualTo(Evidence.REQUEST);
  }

  @Test
  void shouldKeepWhatTheModelMadeBadly() {
    // When
    Outcome.Failed failed =
        decoded(
            400,
            "{\"error\":{\"message\":\"Failed to generate JSON.\",\"code\":\"json_validate_failed\","
                + "\"failed_generation\":\"{\\\"a\\\":\"}}",
            Sampling.NONE);

    // Then
    assertThat(((ProviderFailure.SchemaViolation) failed.failure()).rawResponse())
        .isEqualTo("{\"a\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prompt ",
        "{",
        "{\\\"error\\\":",
        "maximum context length exceeds ",
        "model a ",
        "Error: "
      })
  void shouldNotMindLongNonsense(String part) {
    // When
    Outcome.Failed failed =
        decoded(418, "{\"error\":{\"message\":\"x " + part.repeat(50_000) + "\"}}", Sampling.NONE);

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.API_ERROR);
  }
}
