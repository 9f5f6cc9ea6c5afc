package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.call.Answer;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every vendor's answers become in the one vocabulary. */
class AnswersTest {
  private static final Usage CHAT = new Usage(82, 64, 0, 17, 8, null, false);
  private static final Usage RESPONSES = new Usage(36, 12, 0, 87, 64, null, false);
  private static final Usage COMPATIBLE = Usage.of(26, 4);
  private static final String STRUCTURED = "{\"city\":\"Oslo\",\"celsius\":-3}";
  private static final ToolCall OSLO = new ToolCall("call_abc", "weather", "{\"city\":\"Oslo\"}");

  private static Answer answer(
      @Nullable String text,
      @Nullable String refusal,
      @Nullable String reasoning,
      FinishReason reason,
      String theirReason,
      Usage usage,
      ToolCall... calls) {
    return new Answer(
        text, refusal, reasoning, List.of(calls), reason, theirReason, null, null, usage);
  }

  static Stream<Arguments> answers() {
    Usage claude = new Usage(2095, 0, 0, 3, 0, null, false);
    return Stream.of(
        arguments(
            "openai/text",
            answer(
                "Hello! How can I help you today?", null, null, FinishReason.STOP, "stop", CHAT)),
        arguments(
            "openai/tool-calls",
            answer(null, null, null, FinishReason.TOOL_CALLS, "tool_calls", CHAT, OSLO)),
        arguments(
            "openai/refusal",
            answer(
                null,
                "I'm sorry, I can't assist with that request.",
                null,
                FinishReason.REFUSAL,
                "stop",
                CHAT)),
        arguments(
            "openai/only-reasoning", answer("", null, null, FinishReason.LENGTH, "length", CHAT)),
        arguments(
            "openai/cut", answer("Hello! How ca", null, null, FinishReason.LENGTH, "length", CHAT)),
        arguments(
            "openai/filtered",
            answer(
                "Once upon a time",
                null,
                null,
                FinishReason.CONTENT_FILTER,
                "content_filter",
                CHAT)),
        arguments(
            "openai/structured", answer(STRUCTURED, null, null, FinishReason.STOP, "stop", CHAT)),
        arguments(
            "openai/parallel-tool-calls",
            answer(
                "I'll look.",
                null,
                null,
                FinishReason.TOOL_CALLS,
                "tool_calls",
                CHAT,
                OSLO,
                new ToolCall("call_def", "weather", "{\"city\":\"Bergen\"}"))),
        arguments(
            "openai/forced-tool-call",
            answer(null, null, null, FinishReason.TOOL_CALLS, "stop", CHAT, OSLO)),
        arguments(
            "openai/function-call",
            answer(
                null,
                null,
                null,
                FinishReason.TOOL_CALLS,
                "function_call",
                CHAT,
                new ToolCall("call_a_0", "weather", "{\"city\":\"Oslo\"}"))),
        arguments(
            "openai-responses/only-reasoning",
            answer(
                null,
                null,
                null,
                FinishReason.LENGTH,
                "max_output_tokens",
                new Usage(36, 12, 0, 87, 87, null, false))),
        arguments(
            "openai-responses/structured",
            answer(STRUCTURED, null, null, FinishReason.STOP, "completed", RESPONSES)),
        arguments(
            "openai-responses/text",
            answer(
                "In a peaceful grove beneath a silver moon.",
                null,
                "First.\n\nSecond.",
                FinishReason.STOP,
                "completed",
                RESPONSES)),
        arguments(
            "openai-responses/tool-calls",
            answer(
                null,
                null,
                null,
                FinishReason.TOOL_CALLS,
                "completed",
                RESPONSES,
                OSLO,
                new ToolCall("call_def", "shell", "ls -l"))),
        arguments(
            "openai-responses/refusal",
            answer(
                null,
                "I'm sorry, I can't assist with that.",
                null,
                FinishReason.REFUSAL,
                "completed",
                RESPONSES)),
        arguments(
            "openai-responses/cut",
            answer("In a peace", null, null, FinishReason.LENGTH, "max_output_tokens", RESPONSES)),
        arguments(
            "openai-responses/filtered",
            answer(
                "In a peace",
                null,
                null,
                FinishReason.CONTENT_FILTER,
                "content_filter",
                RESPONSES)),
        arguments(
            "azure-openai/filtered",
            answer(
                "Once upon a time",
                null,
                null,
                FinishReason.CONTENT_FILTER,
                "content_filter",
                CHAT)),
        arguments(
            "azure-openai/text",
            answer(
                "Hello! How can I help you today?", null, null, FinishReason.STOP, "stop", CHAT)),
        arguments(
            "azure-openai/tool-calls",
            answer(null, null, null, FinishReason.TOOL_CALLS, "tool_calls", CHAT, OSLO)),
        arguments(
            "azure-openai/refusal",
            answer(
                null,
                "I'm sorry, I can't assist with that request.",
                null,
                FinishReason.REFUSAL,
                "stop",
                CHAT)),
        arguments(
            "azure-openai/cut",
            answer("Hello! How ca", null, null, FinishReason.LENGTH, "length", CHAT)),
        arguments(
            "compatible/ollama-text",
            answer("Hello!", null, null, FinishReason.STOP, "stop", COMPATIBLE)),
        arguments(
            "compatible/vllm-reasoning",
            answer("Hello!", null, "A greeting.", FinishReason.STOP, "stop", Usage.of(26, 20))),
        arguments(
            "compatible/gemini-tool-calls",
            answer(
                null,
                null,
                null,
                FinishReason.TOOL_CALLS,
                "stop",
                COMPATIBLE,
                new ToolCall("function-call-1", "weather", "{\"city\":\"Oslo\"}"))),
        arguments(
            "anthropic/stop-text",
            answer("1, 2, 3", null, null, FinishReason.STOP, "stop_sequence", claude)),
        arguments(
            "anthropic/structured",
            answer(STRUCTURED, null, null, FinishReason.STOP, "end_turn", claude)),
        arguments(
            "anthropic/server-tool",
            answer("It is cold.", null, null, FinishReason.STOP, "end_turn", claude)),
        arguments(
            "anthropic/text",
            answer(
                "Hi! My name is Claude.",
                null,
                "A greeting.",
                FinishReason.STOP,
                "end_turn",
                new Usage(2095 + 300 + 1600, 1600, 300, 503, 120, null, false))),
        arguments(
            "anthropic/tool-calls",
            answer(
                "I'll look.",
                null,
                null,
                FinishReason.TOOL_CALLS,
                "tool_use",
                claude,
                new ToolCall("toolu_01D7", "weather", "{\"city\":\"Oslo\"}"))),
        arguments(
            "anthropic/cut",
            answer("Hi! My na", null, null, FinishReason.LENGTH, "max_tokens", claude)),
        arguments(
            "anthropic/out-of-window",
            answer(
                "Hi! My na",
                null,
                null,
                FinishReason.CONTEXT_WINDOW,
                "model_context_window_exceeded",
                claude)),
        arguments(
            "anthropic/refusal",
            answer(
                null,
                "The model refused to answer (cyber).",
                null,
                FinishReason.REFUSAL,
                "refusal",
                claude)),
        arguments(
            "anthropic/refusal-explained",
            answer(
                "Sure, ",
                "This was declined for biological risk.",
                null,
                FinishReason.REFUSAL,
                "refusal",
                claude)),
        arguments(
            "anthropic/paused",
            answer("Searching.", null, null, FinishReason.PAUSED, "pause_turn", claude)));
  }

  static Stream<String> files() {
    return answers().map(each -> (String) each.get()[0]);
  }

  private static Outcome decode(String file, Sampling sampling) {
    String vendor = file.substring(0, file.indexOf('/'));
    HttpReply reply = Fixtures.reply(vendor, file.substring(vendor.length() + 1));
    return Fixtures.codec(vendor)
        .decode(
            Attempts.attempt(
                "a", 1, Attempts.target("t", vendor), Attempts.request(List.of(), null), sampling),
            reply,
            Fixtures.NOW);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void shouldReadAnswersInOneVocabulary(String file, Answer expected) {
    // When
    Outcome outcome = decode(file, Sampling.NONE);

    // Then
    Answer answer = ((Outcome.Answered) outcome).answer();
    assertThat(answer)
        .usingRecursiveComparison()
        .ignoringFields("providerResponseId", "providerModel", "providerStates")
        .isEqualTo(expected);
    assertThat(answer.providerResponseId()).isNotNull();
    assertThat(answer.providerModel()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/nothing-said", "anthropic/nothing-said"})
  void shouldTakeAnEmptyAnswerWhereAStopTextMayHaveEndedIt(String file) {
    // When
    Outcome outcome =
        decode(file, new Sampling(null, null, null, List.of("END"), null, null, null));

    // Then
    Answer answer = ((Outcome.Answered) outcome).answer();
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @ParameterizedTest
  @CsvSource({
    "azure-openai, filtered-all, CONTENT_POLICY, 31, 14",
    "anthropic, no-room, CONTEXT_WINDOW_EXCEEDED, 2095, 3"
  })
  void shouldTellWhatWasPaidForWhenThereIsNothingLeftOfTheAnswer(
      String vendor, String file, FailureType type, int input, int output) {
    // When
    Outcome outcome =
        Fixtures.codec(vendor)
            .decode(
                Attempts.saying("hi", Attempts.target("t", vendor)),
                Fixtures.reply(vendor, file),
                Fixtures.NOW);

    // Then
    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.failure().type()).isEqualTo(type);
    assertThat(failed.usage()).isEqualTo(Usage.of(input, output));
  }

  @Test
  void shouldReadAnAnswerWithoutUsage() {
    // Given
    HttpReply reply =
        new HttpReply(
            200, java.util.Map.of(), "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}", false);

    // When
    Outcome outcome =
        Fixtures.codec("anthropic")
            .decode(Attempts.saying("hi", Attempts.target("t", "p")), reply, Fixtures.NOW);

    // Then
    assertThat(((Outcome.Answered) outcome).answer().usage()).isNull();
  }
}
