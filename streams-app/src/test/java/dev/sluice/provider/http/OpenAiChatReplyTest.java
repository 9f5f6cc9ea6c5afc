package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Outcome;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.openai.OpenAiChat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatReplyTest {
  private static final Attempt ATTEMPT = Attempts.saying("hi", Attempts.target("t", "openai"));
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final ProviderCodec chat =
      new ProviderCodec(new OpenAiChat(ProviderSettings.MAX_COMPLETION_TOKENS));

  private Outcome decode(int status, Map<String, List<String>> headers, String body) {
    return chat.decode(ATTEMPT, new HttpReply(status, headers, body, false), NOW);
  }

  private Failure failure(int status, String body) {
    return failure(status, Map.of(), body);
  }

  private Failure failure(int status, Map<String, List<String>> headers, String body) {
    return ((Outcome.Failed) decode(status, headers, body)).failure();
  }

  private Answer answer(String body) {
    return ((Outcome.Answered) decode(200, Map.of(), body)).answer();
  }

  @Test
  void shouldReadAnAnswerWithItsUsage() {
    // When
    Answer answer =
        answer(
            """
            {"id":"chatcmpl-1","model":"gpt-x-2026","choices":[{"index":0,"finish_reason":"stop",
             "message":{"role":"assistant","content":"Hello","refusal":null,
                        "reasoning_content":"hm"}}],
             "usage":{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17,
                      "prompt_tokens_details":{"cached_tokens":4},
                      "completion_tokens_details":{"reasoning_tokens":5}}}
            """);

    // Then
    assertThat(answer)
        .isEqualTo(
            new Answer(
                "Hello",
                null,
                "hm",
                List.of(),
                FinishReason.STOP,
                "stop",
                "chatcmpl-1",
                "gpt-x-2026",
                new Usage(10, 4, 0, 7, 5, null, false)));
  }

  @Test
  void shouldReadToolCalls() {
    // When
    Answer answer =
        answer(
            """
            {"choices":[{"finish_reason":"tool_calls","message":{"content":null,"tool_calls":[
              {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":"}},
              {"id":"b","type":"function","function":{"name":"g","arguments":{"y":1}}}]}}]}
            """);

    // Then
    assertThat(answer.text()).isNull();
    assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(answer.usage()).isNull();
    assertThat(answer.toolCalls())
        .containsExactly(new ToolCall("a", "f", "{\"x\":"), new ToolCall("b", "g", "{\"y\":1}"));
  }

  @ParameterizedTest
  @CsvSource({
    "stop,STOP",
    "length,LENGTH",
    "content_filter,CONTENT_FILTER",
    "function_call,TOOL_CALLS",
    "eos,STOP",
    "eos_token,STOP",
    "end_turn,STOP",
    "stop_sequence,STOP",
    "COMPLETE,STOP",
    "max_tokens,LENGTH",
    "model_length,CONTEXT_WINDOW",
    "model_context_window_exceeded,CONTEXT_WINDOW",
    "tool_use,TOOL_CALLS",
    "sensitive,CONTENT_FILTER",
    "content_filter: PROHIBITED_CONTENT,CONTENT_FILTER",
    "repetition,UNKNOWN"
  })
  void shouldKnowFinishReasons(String theirs, FinishReason ours) {
    // When
    Answer answer =
        answer(
            "{\"choices\":[{\"finish_reason\":\"%s\",\"message\":{\"content\":\"x\"}}]}"
                .formatted(theirs));

    // Then
    assertThat(answer.finishReason()).isEqualTo(ours);
    assertThat(answer.providerFinishReason()).isEqualTo(theirs);
  }

  @Test
  void shouldReadARefusal() {
    // When
    Answer answer =
        answer(
            "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"refusal\":\"I won't\"}}]}");

    // Then
    assertThat(answer.refusal()).isEqualTo("I won't");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.REFUSAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "<html>",
        "{\"choices\":[]}",
        "{\"choices\":[{}]}",
        "[]",
        "1",
        "{\"choices\":",
        "{\"choices\":[{\"message\":{\"content\":\"x\"}}]} trailing"
      })
  void shouldTakeNothingElseForAnAnswer(String body) {
    // When
    Failure failure = failure(200, body);

    // Then
    assertThat(failure).isInstanceOf(ProviderFailure.InvalidResponse.class);
    assertThat(failure.facts().response()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "400,INVALID_REQUEST,400",
    "401,AUTHENTICATION,502",
    "402,QUOTA_EXHAUSTED,502",
    "403,PERMISSION,502",
    "404,NOT_FOUND,502",
    "408,TIMEOUT,504",
    "409,SERVER_ERROR,502",
    "413,INVALID_REQUEST,413",
    "415,INVALID_REQUEST,400",
    "418,API_ERROR,502",
    "422,UNPROCESSABLE,422",
    "424,SERVER_ERROR,502",
    "429,PROVIDER_RATE_LIMITED,429",
    "500,SERVER_ERROR,502",
    "501,SERVER_ERROR,502",
    "502,BAD_GATEWAY,502",
    "503,SERVICE_UNAVAILABLE,503",
    "504,TIMEOUT,504",
    "522,BAD_GATEWAY,502",
    "529,OVERLOADED,503",
    "302,INVALID_RESPONSE,502"
  })
  void shouldMapStatuses(int status, FailureType type, int clientStatus) {
    // When
    Failure failure = failure(status, "{\"error\":{\"message\":\"because\"}}");

    // Then
    assertThat(failure.type()).isEqualTo(type);
    assertThat(failure.status()).isEqualTo(clientStatus);
    FailureFacts facts = failure.facts();
    assertThat(facts.provider()).isEqualTo("openai");
    assertThat(facts.model()).isEqualTo("model-x");
    assertThat(facts.target()).isEqualTo("t");
    assertThat(facts.response()).isNotNull();
    assertThat(facts.response().status()).isEqualTo(status);
    if (status >= 400) {
      assertThat(failure.message()).isEqualTo("openai answered " + status + ": because");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429|{'error':{'message':'pay','type':'insufficient_quota'}}|QUOTA_EXHAUSTED",
        "400|{'error':{'message':'x','code':'context_length_exceeded'}}|CONTEXT_WINDOW_EXCEEDED",
        "400|{'error':\"This model's Maximum context length is 4\"}|CONTEXT_WINDOW_EXCEEDED",
        "400|{'message':'Current length is 9 while limit is 4','type':'x'}|CONTEXT_WINDOW_EXCEEDED",
        "400|{'error':{'message':'string too long','code':'string_above_max_length'}}|INVALID_REQUEST",
        "400|{'error':{'message':'x','code':'content_policy_violation'}}|CONTENT_POLICY",
        "400|{'error':{'message':'x','innererror':{'code':'ResponsibleAIPolicyViolation'}}}|CONTENT_POLICY",
        "200|{'error':{'message':'slow','code':429}}|PROVIDER_RATE_LIMITED",
        "200|{'error':{'message':'x','code':'content_filter'}}|CONTENT_POLICY",
        "200|{'error':'the runner has crashed'}|SERVER_ERROR",
        "200|{'error':{'message':'x','code':502}}|BAD_GATEWAY",
        "503|{'error':{'message':'The engine is overloaded','type':'x'}}|OVERLOADED",
        "400|{'error':{'message':'x','code':'invalid_image_url'}}|IMAGE_FETCH",
        "400|{'error':{'message':'Unable to download the file.','type':'x'}}|IMAGE_FETCH",
        "422|{'error':{'message':'x','code':'unsupported_parameter'}}|UNSUPPORTED_PARAMETERS",
      })
  void shouldKnowWhatTheErrorSays(int status, String body, FailureType type) {
    // When
    Failure failure = failure(status, body.replace('\'', '"').replace("model\"s", "model's"));

    // Then
    assertThat(failure.type()).isEqualTo(type);
  }

  @Test
  void shouldTellTheCallerWhichFieldIsAtFault() {
    // When
    Failure failure =
        failure(400, "{\"error\":{\"message\":\"m\",\"param\":\"top_p\",\"code\":\"bad\"}}");

    // Then
    assertThat(failure).isInstanceOf(CallerFailure.InvalidRequest.class);
    assertThat(failure.facts().param()).isEqualTo("top_p");
    assertThat(failure.facts().code()).isEqualTo("bad");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retry-after-ms|1500|1500",
        "x-ms-retry-after-ms|20|20",
        "retry-after|2|2000",
        "retry-after|0.25|250",
        "retry-after|Sat, 21 Nov 2026 10:00:05 GMT|5000",
        "retry-after|Sat, 21 Nov 2026 09:00:00 GMT|0",
        "retry-after|-1|",
        "retry-after|soon|",
        "retry-after|999999999999999999999|"
      })
  void shouldReadTheWait(String header, String value, @Nullable Long ms) {
    // When
    Failure failure = failure(429, Map.of(header, List.of(value)), "");

    // Then
    assertThat(failure.facts().retryAfter()).isEqualTo(ms == null ? null : Duration.ofMillis(ms));
  }

  @Test
  void shouldPreferTheMoreExactWait() {
    // Given
    Map<String, List<String>> headers =
        Map.of("retry-after", List.of("2"), "retry-after-ms", List.of("1234"));

    // When
    Failure failure = failure(503, headers, "");

    // Then
    assertThat(failure.facts().retryAfter()).isEqualTo(Duration.ofMillis(1234));
  }

  @Test
  void shouldKeepTheHeadersThatMatterAndTheBeginningOfTheBody() {
    // Given
    Map<String, List<String>> headers =
        Map.of(
            "x-request-id", List.of("req_1"),
            "x-ratelimit-remaining-tokens", List.of("-1"),
            "content-type", List.of("text/plain"),
            "set-cookie", List.of("session=1"));

    // When
    FailureFacts facts = failure(500, headers, "ä".repeat(20_000)).facts();

    // Then
    assertThat(facts.response()).isNotNull();
    assertThat(facts.response().headers())
        .containsOnlyKeys("x-request-id", "x-ratelimit-remaining-tokens", "content-type");
    assertThat(facts.response().body()).isEqualTo("ä".repeat(8 * 1024));
    assertThat(facts.response().bodyTruncated()).isTrue();
    assertThat(facts.message()).hasSizeLessThan(1100).endsWith("ä…");
  }
}
