package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like an answer and is none, or looks odd and is one. */
class HalfAnswersTest {
  private static final String SCHEMA =
      """
      {"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":
        {"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}}}
      """;

  @ParameterizedTest
  @CsvSource({
    "error,MID_STREAM_BREAK",
    "network_error,MID_STREAM_BREAK",
    "insufficient_system_resource,MID_STREAM_BREAK",
    "abort,MID_STREAM_BREAK",
    "server-timeout,MID_STREAM_BREAK",
    "malformed_function_call,INVALID_RESPONSE",
    "MALFORMED_RESPONSE,INVALID_RESPONSE",
    "function_call_filter: MALFORMED_FUNCTION_CALL,INVALID_RESPONSE",
    "content_filter: UNEXPECTED_TOOL_CALL,INVALID_RESPONSE"
  })
  void shouldFailAndBeRetriedWithWhatWasPaidWhenTheFinishReasonIsAnError(
      String reason, FailureType type) {
    // When
    Outcome.Failed failed = failed(chat("\"content\":\"half an ans\"", reason), null);

    // Then
    assertThat(failed.failure().type()).isEqualTo(type);
    assertThat(failed.failure().type().retryable()).isTrue();
    assertThat(failed.failure().facts().message()).contains(reason);
    assertThat(failed.usage()).isEqualTo(Usage.of(100, 10));
  }

  @Test
  void shouldNotBeAskedForAgainWhenTheWorkGoesOnInTheBackground() {
    // When
    Outcome.Failed pending = failed(202, "", null);

    // Then
    assertThat(pending.failure().type()).isEqualTo(FailureType.API_ERROR);
    assertThat(pending.failure().type().retryable()).isFalse();
    assertThat(pending.failure().facts().message()).contains("202").contains("background");
  }

  @Test
  void shouldBeAnAnswerWhenTheWholeOfItComesWith202() {
    // When
    Outcome outcome = decode("openai", 202, chat("\"content\":\"fine\"", "stop"), null);

    // Then
    assertThat(((Outcome.Answered) outcome).answer().text()).isEqualTo("fine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "\"\"", "[]", "{\"message\":null,\"code\":null}", "\" \""})
  void shouldBeAnAnswerWhenNothingIsInTheErrorBesideIt(String error) {
    // Given
    String body =
        chat("\"content\":\"fine\"", "stop").replaceFirst("\\{", "{\"error\":" + error + ",");

    // When
    Answer answer = answer("openai", body, null);

    // Then
    assertThat(answer.text()).isEqualTo("fine");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void shouldFailWhenAnEmptyErrorIsAllThereIs() {
    // When
    Outcome.Failed failed = failed("{\"error\":{},\"usage\":{\"prompt_tokens\":7}}", null);

    // Then
    assertThat(failed.failure().type().retryable()).isTrue();
    assertThat(failed.usage()).isEqualTo(Usage.of(7, 0));
  }

  @Test
  void shouldTellWhatWasPaidWhenThereIsNoChoice() {
    // When
    Outcome.Failed failed =
        failed("{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1}}", null);

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.INVALID_RESPONSE);
    assertThat(failed.usage()).isEqualTo(Usage.of(7, 1));
  }

  @Test
  void shouldBreakContentPolicyWhenAllOfTheAnswerWasSensitive() {
    // When
    Outcome.Failed failed = failed(chat("\"content\":\"\"", "sensitive"), null);

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.CONTENT_POLICY);
    assertThat(failed.usage()).isEqualTo(Usage.of(100, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"text\",\"text\":\"Searching\"},",
        "",
      })
  void shouldBeIncompleteAndNotPaidForAgainWhenTheTurnIsPaused(String text) {
    // Given
    String body =
        "{\"type\":\"message\",\"model\":\"m\",\"content\":["
            + text
            + "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}}],"
            + "\"stop_reason\":\"pause_turn\",\"usage\":{\"input_tokens\":10,\"output_tokens\":5}}";

    // When
    Answer answer = answer("anthropic", body, null);

    // Then
    assertThat(answer.finishReason()).isEqualTo(FinishReason.PAUSED);
    assertThat(answer.usage()).isEqualTo(Usage.of(10, 5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "eos", "something new"})
  void shouldCheckAStrictSchemaWhateverTheFinishReason(String reason) {
    // When
    Outcome.Failed failed = failed(chat("\"content\":\"no json\"", reason), SCHEMA);

    // Then
    assertThat(failed.failure().type()).isEqualTo(FailureType.SCHEMA_VIOLATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"length", "content_filter", "model_length"})
  void shouldNotHoldACutAnswerToItsSchema(String reason) {
    // When
    Answer answer = answer("openai", chat("\"content\":\"{\\\"a\\\":\"", reason), SCHEMA);

    // Then
    assertThat(answer.text()).isEqualTo("{\"a\":");
  }

  @Test
  void shouldTakeTheChoiceOfTheLowestIndex() {
    // Given
    String body =
        "{\"choices\":[{\"index\":1,\"message\":{\"content\":\"second\"},\"finish_reason\":\"stop\"},"
            + "{\"index\":0,\"message\":{\"content\":\"first\"},\"finish_reason\":\"stop\"}]}";

    // When
    Answer answer = answer("openai", body, null);

    // Then
    assertThat(answer.text()).isEqualTo("first");
  }

  @Test
  void shouldReadReasoningFromPartsOfTheContent() {
    // Given
    String parts =
        "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hmm\"}]},"
            + "{\"type\":\"text\",\"text\":\"fine\"}]";

    // When
    Answer answer = answer("openai", chat(parts, "stop"), null);

    // Then
    assertThat(answer.text()).isEqualTo("fine");
    assertThat(answer.reasoning()).isEqualTo("hmm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "{}", "\"{}\""})
  void shouldCallAFunctionWithoutArgumentsWithAnEmptyObject(String arguments) {
    // Given
    String call =
        "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"w\",\"arguments\":"
            + arguments
            + "}}]";

    // When
    Answer answer = answer("openai", chat(call, "tool_calls"), null);

    // Then
    assertThat(answer.toolCalls()).containsExactly(new ToolCall("c", "w", "{}"));
  }

  @Test
  void shouldGiveToolCallsIdsOfTheirOwnWhenTheServerSendsNone() {
    // Given
    String calls =
        "\"tool_calls\":[{\"function\":{\"name\":\"w\",\"arguments\":\"{}\"}},"
            + "{\"function\":{\"name\":\"v\",\"arguments\":\"{}\"}}]";

    // When
    Answer answer = answer("openai", chat(calls, "tool_calls"), null);

    // Then
    assertThat(answer.toolCalls())
        .extracting(ToolCall::id)
        .doesNotHaveDuplicates()
        .doesNotContain("");
  }

  private static String chat(String message, String reason) {
    return "{\"id\":\"c-1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
        + message
        + "},\"finish_reason\":\""
        + reason
        + "\"}],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,\"total_tokens\":110}}";
  }

  private static Outcome decode(
      String vendor, int status, String body, @Nullable String extraBody) {
    Attempt attempt =
        SampleRequests.attempt(List.of(Message.text(Role.USER, "hi")), Sampling.NONE, extraBody);
    return Fixtures.codec(vendor)
        .decode(attempt, new HttpReply(status, Map.of(), body, false), Fixtures.NOW);
  }

  private static Answer answer(String vendor, String body, @Nullable String extraBody) {
    return ((Outcome.Answered) decode(vendor, 200, body, extraBody)).answer();
  }

  private static Outcome.Failed failed(String body, @Nullable String extraBody) {
    return failed(200, body, extraBody);
  }

  private static Outcome.Failed failed(int status, String body, @Nullable String extraBody) {
    return (Outcome.Failed) decode("openai", status, body, extraBody);
  }
}
