package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of Converse's replies. */
class BedrockAnswersTest {
  static final List<String> FILES =
      List.of(
          "bedrock/cited",
          "bedrock/cut",
          "bedrock/filtered",
          "bedrock/malformed-call",
          "bedrock/nothing-said",
          "bedrock/out-of-window",
          "bedrock/text",
          "bedrock/tool-calls");

  private static Outcome decode(HttpReply reply) {
    return Fixtures.codec("bedrock")
        .decode(
            Attempts.attempt(
                "att_a",
                1,
                Attempts.target("t", "p"),
                Attempts.request(List.of(), null),
                Sampling.NONE),
            reply,
            Fixtures.NOW);
  }

  private static Answer answer(String name) {
    return ((Outcome.Answered) decode(Fixtures.reply("bedrock", name))).answer();
  }

  private static ProviderState state(String callId, String data) {
    return new ProviderState(
        ProviderState.BEDROCK,
        "model-x",
        callId.isEmpty() ? null : callId,
        data.replace('\'', '"'));
  }

  @Test
  void shouldReadTextReasoningAndUsage() {
    // When
    Answer answer = answer("text");

    // Then
    assertThat(answer.text()).isEqualTo("Hello! How are you?");
    assertThat(answer.reasoning()).isEqualTo("A greeting.");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    // what the cache gave and took is counted beside the input
    assertThat(answer.usage())
        .isEqualTo(new Usage(106, 60, 15, 10, 14, 0, "priority", null, false));
    assertThat(answer.providerStates())
        .containsExactly(
            state(
                "",
                "{'reasoningContent':{'reasoningText':{'text':'A greeting.',"
                    + "'signature':'c2lnLXRleHQ='}}}"));
  }

  @Test
  void shouldKeepReasoningWithWhatItStandsBefore() {
    // When
    Answer answer = answer("tool-calls");

    // Then
    assertThat(answer.text()).isEqualTo("Let me look.");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(answer.toolCalls())
        .containsExactly(
            new ToolCall("tooluse_kZJMlvQmRJ6eAyJE5GIl7Q", "weather", "{\"city\":\"Oslo\"}"),
            new ToolCall("tooluse_3b1vW2xGTg", "now", "{}"));
    assertThat(answer.reasoning()).isEqualTo("Two cities.\n\nAnd the time.");
    assertThat(answer.providerStates())
        .containsExactly(
            state("", "{'reasoningContent':{'redactedContent':'cmVkYWN0ZWQ='}}"),
            state(
                "",
                "{'reasoningContent':{'reasoningText':{'text':'Two cities.',"
                    + "'signature':'c2lnLWNhbGw='}}}"),
            state(
                "tooluse_3b1vW2xGTg",
                "{'reasoningContent':{'reasoningText':{'text':'And the time.',"
                    + "'signature':'c2lnLW5vdw=='}}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "cut, LENGTH, Once upon a",
    "filtered, CONTENT_FILTER, 'Sorry, the model cannot answer this question.'",
    "cited, STOP, The moon is grey."
  })
  void shouldTellWhyAnAnswerEnded(String name, FinishReason reason, String text) {
    // When
    Answer answer = answer(name);

    // Then
    assertThat(answer.finishReason()).isEqualTo(reason);
    assertThat(answer.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "out-of-window, CONTEXT_WINDOW_EXCEEDED",
    "malformed-call, INVALID_RESPONSE",
    "nothing-said, INVALID_RESPONSE"
  })
  void shouldFailWithWhatWasPaidWhereNothingWasSaid(String name, FailureType type) {
    // When
    Outcome outcome = decode(Fixtures.reply("bedrock", name));

    // Then
    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.failure().type()).isEqualTo(type);
    assertThat(failed.usage()).isEqualTo(Usage.of(31, 14));
  }

  @ParameterizedTest
  @CsvSource({
    "429, ThrottlingException, 'Too many requests, please wait', PROVIDER_RATE_LIMITED",
    "403, AccessDeniedException, You don't have access to the model with the specified model ID., PERMISSION",
    "404, ResourceNotFoundException, This model version has reached the end of its life., NOT_FOUND",
    "408, ModelTimeoutException, Model has timed out in processing the request., TIMEOUT",
    "424, ModelErrorException, The model failed., SERVER_ERROR",
    "500, InternalServerException:http://internal.amazon.com/, Try again., SERVER_ERROR",
    "503, ServiceUnavailableException, Service is temporarily unavailable., SERVICE_UNAVAILABLE"
  })
  void shouldReadErrors(int status, String name, String message, FailureType type) {
    // Given
    HttpReply reply =
        new HttpReply(
            status,
            Map.of("x-amzn-errortype", List.of(name), "x-amzn-requestid", List.of("r-1")),
            "{\"message\":\"" + message + "\"}",
            false);

    // When
    Outcome outcome = decode(reply);

    // Then
    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.failure().type()).isEqualTo(type);
    assertThat(failed.failure().message()).isEqualTo("p answered " + status + ": " + message);
    assertThat(failed.failure().facts().response()).isNotNull();
    assertThat(failed.failure().facts().response().headers())
        .containsKeys("x-amzn-errortype", "x-amzn-requestid");
  }

  @Test
  void shouldKnowAnErrorByTheNameInItsHeader() {
    // Given
    HttpReply reply =
        new HttpReply(
            429,
            Map.of("x-amzn-errortype", List.of("insufficient_quota:http://internal.amazon.com/")),
            "{\"message\":\"no\"}",
            false);

    // When
    Outcome outcome = decode(reply);

    // Then
    assertThat(((Outcome.Failed) outcome).failure().type()).isEqualTo(FailureType.QUOTA_EXHAUSTED);
  }
}
