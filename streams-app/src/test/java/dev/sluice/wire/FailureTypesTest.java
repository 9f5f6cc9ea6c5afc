package dev.sluice.wire;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.FinishReason;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/failures.md to the taxonomy, and the taxonomy to what LiteLLM tells apart. */
class FailureTypesTest {
  private static final String BEGIN =
      """
      | type | status | `type` | `code` | whose fault | retried | falls back to | own fields | LiteLLM's class |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  /** The exception classes of LiteLLM that tell what went wrong. */
  private static final List<String> LITELLM =
      List.of(
          "AuthenticationError",
          "NotFoundError",
          "BadRequestError",
          "ImageFetchError",
          "UnprocessableEntityError",
          "Timeout",
          "PermissionDeniedError",
          "RateLimitError",
          "ContextWindowExceededError",
          "RejectedRequestError",
          "ContentPolicyViolationError",
          "ServiceUnavailableError",
          "BadGatewayError",
          "InternalServerError",
          "APIError",
          "APIConnectionError",
          "APIResponseValidationError",
          "JSONSchemaValidationError",
          "OpenAIError",
          "UnsupportedParamsError",
          "BudgetExceededError",
          "InvalidRequestError",
          "MockException",
          "LiteLLMUnknownProvider",
          "GuardrailRaisedException",
          "BlockedPiiEntityError",
          "MidStreamFallbackError",
          "GuardrailInterventionNormalStringError");

  /** What LiteLLM throws where we have a failure of that type. */
  private static final Map<FailureType, List<String>> THEIRS =
      Map.ofEntries(
          entry(FailureType.INVALID_REQUEST, List.of("BadRequestError", "InvalidRequestError")),
          entry(FailureType.UNPROCESSABLE, List.of("UnprocessableEntityError")),
          entry(FailureType.UNSUPPORTED_PARAMETERS, List.of("UnsupportedParamsError")),
          entry(FailureType.IMAGE_FETCH, List.of("ImageFetchError")),
          entry(FailureType.UNKNOWN_MODEL, List.of("NotFoundError")),
          entry(FailureType.CONTEXT_WINDOW_EXCEEDED, List.of("ContextWindowExceededError")),
          entry(FailureType.CONTENT_POLICY, List.of("ContentPolicyViolationError")),
          entry(FailureType.RATE_LIMITED, List.of("RateLimitError")),
          entry(FailureType.BUDGET_EXCEEDED, List.of("BudgetExceededError")),
          entry(FailureType.GUARDRAIL_BLOCKED, List.of("GuardrailRaisedException")),
          entry(FailureType.PII_BLOCKED, List.of("BlockedPiiEntityError")),
          entry(FailureType.HOOK_REJECTED, List.of("RejectedRequestError")),
          entry(FailureType.ACCESS_DENIED, List.of("PermissionDeniedError")),
          entry(FailureType.AUTHENTICATION, List.of("AuthenticationError")),
          entry(FailureType.PERMISSION, List.of("PermissionDeniedError")),
          entry(FailureType.NOT_FOUND, List.of("NotFoundError")),
          entry(FailureType.UNKNOWN_PROVIDER, List.of("LiteLLMUnknownProvider")),
          entry(FailureType.PROVIDER_RATE_LIMITED, List.of("RateLimitError")),
          entry(FailureType.QUOTA_EXHAUSTED, List.of("RateLimitError")),
          entry(FailureType.OVERLOADED, List.of("InternalServerError")),
          entry(FailureType.SERVER_ERROR, List.of("InternalServerError")),
          entry(FailureType.BAD_GATEWAY, List.of("BadGatewayError")),
          entry(FailureType.SERVICE_UNAVAILABLE, List.of("ServiceUnavailableError")),
          entry(FailureType.API_ERROR, List.of("APIError")),
          entry(FailureType.TIMEOUT, List.of("Timeout")),
          entry(FailureType.CONNECTION, List.of("APIConnectionError")),
          entry(FailureType.INVALID_RESPONSE, List.of("APIResponseValidationError")),
          entry(FailureType.SCHEMA_VIOLATION, List.of("JSONSchemaValidationError")),
          entry(FailureType.MID_STREAM_BREAK, List.of("MidStreamFallbackError")),
          entry(FailureType.MOCK, List.of("MockException")),
          entry(FailureType.UNFORESEEN, List.of("OpenAIError")));

  /** What is an answer here: {@link FinishReason#GUARDRAIL}. */
  private static final String AS_ANSWER = "GuardrailInterventionNormalStringError";

  @Test
  void shouldTellApartWhatLiteLlmTellsApart() {
    // When
    List<String> covered =
        Stream.concat(
                THEIRS.values().stream().flatMap(List::stream).distinct(), Stream.of(AS_ANSWER))
            .toList();

    // Then
    assertThat(covered).containsExactlyInAnyOrderElementsOf(LITELLM);
  }

  @Test
  void shouldDocumentEveryTypeAndNothingElse() throws IOException {
    // Given
    Path here = Path.of("").toAbsolutePath();
    Path docs = Files.exists(here.resolve("docs")) ? here : here.resolve("..");

    // When
    String table =
        BEGIN
            + Arrays.stream(FailureType.values())
                .map(FailureTypesTest::row)
                .collect(Collectors.joining("\n"))
            + "\n";

    // Then
    Files.writeString(Path.of("target", "failures-table.md"), table);
    assertThat(Files.readString(docs.resolve("docs/failures.md")))
        .as("the table of all types in failures.md; target/failures-table.md has the right one")
        .contains("\n\n" + table + "\n");
  }

  private static String row(FailureType type) {
    Failure failure = Failure.of(type, FailureFacts.of(type, ""));
    return "| `%s` | %d | `%s` | %s | %s | %s | %s | %s | %s |"
        .formatted(
            String.join("/", type.path()),
            type.status(),
            type.errorType(),
            type.code() == null ? "" : "`" + type.code() + "`",
            type.path().get(0),
            type.retryable() ? "yes" : "no",
            type.fallback().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            FailureDetails.fields(failure).stream()
                .map(field -> "`" + FailureDetails.name(field) + "`")
                .collect(Collectors.joining(", ")),
            String.join(", ", THEIRS.getOrDefault(type, List.of())));
  }

  @Test
  void shouldHaveOnePathForEveryType() {
    // When
    List<List<String>> paths = Arrays.stream(FailureType.values()).map(FailureType::path).toList();

    // Then
    assertThat(paths).doesNotHaveDuplicates();
    assertThat(FailureType.PII_BLOCKED.isA(FailureType.GUARDRAIL_BLOCKED)).isTrue();
    assertThat(FailureType.RATE_LIMITED.isA(FailureType.PROVIDER_RATE_LIMITED)).isFalse();
  }
}
