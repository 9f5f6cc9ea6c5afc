package dev.sluice.provider.http;

import static dev.sluice.provider.http.AnswersTest.STRUCTURED;
import static dev.sluice.provider.http.AnswersTest.answer;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.call.FinishReason;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/** Gemini's part of {@link AnswersTest}. */
final class GeminiSampleAnswers {
  private GeminiSampleAnswers() {}

  private static ProviderState signed(@Nullable String callId, String data) {
    return new ProviderState(ProviderState.GEMINI, "model-x", callId, data.replace('\'', '"'));
  }

  static Stream<Arguments> all() {
    Usage plain = Usage.of(31, 14);
    ToolCall oslo = new ToolCall("call_a_0", "weather", "{\"city\":\"Oslo\"}");
    return Stream.of(
        arguments(
            "gemini/text",
            answer(
                    "Hello! How are you?",
                    null,
                    "A greeting.",
                    FinishReason.STOP,
                    "STOP",
                    new Usage(105, 60, 0, 510, 500, null, false))
                .withProviderStates(
                    List.of(signed(null, "{'thoughtSignature':'c2lnbmVkLXRleHQ='}")))),
        arguments(
            "gemini/tool-calls",
            answer(
                    null,
                    null,
                    "Two cities.",
                    FinishReason.TOOL_CALLS,
                    "STOP",
                    plain,
                    oslo,
                    new ToolCall("call_a_1", "weather", "{\"city\":\"Bergen\"}"),
                    new ToolCall("call_a_2", "now", "{}"))
                .withProviderStates(
                    List.of(
                        signed(
                            "call_a_0",
                            "{'thought':true,'text':'Two cities.',"
                                + "'thoughtSignature':'c2lnbmVkLXRob3VnaHQ='}"),
                        signed("call_a_0", "{'thoughtSignature':'c2lnbmVkLWNhbGw='}")))),
        arguments(
            "gemini/tool-calls-with-ids",
            answer(
                    null,
                    null,
                    null,
                    FinishReason.TOOL_CALLS,
                    "STOP",
                    plain,
                    new ToolCall("8f2b1a3c", "weather", "{\"city\":\"Oslo\"}"))
                .withProviderStates(
                    List.of(signed("8f2b1a3c", "{'thoughtSignature':'c2lnbmVkLWNhbGw='}")))),
        arguments(
            "gemini/cut",
            answer("Hello! How ca", null, null, FinishReason.LENGTH, "MAX_TOKENS", plain)),
        arguments(
            "gemini/only-thoughts",
            answer(
                null,
                null,
                null,
                FinishReason.LENGTH,
                "MAX_TOKENS",
                new Usage(31, 0, 0, 64, 64, null, false))),
        arguments(
            "gemini/filtered",
            answer(
                "Once upon a time", null, null, FinishReason.CONTENT_FILTER, "RECITATION", plain)),
        arguments(
            "gemini/structured", answer(STRUCTURED, null, null, FinishReason.STOP, "STOP", plain)),
        arguments(
            "gemini/second-candidate",
            answer("First.", null, null, FinishReason.STOP, "STOP", plain)),
        arguments(
            "gemini/in-a-list", answer("Hello!", null, null, FinishReason.STOP, "STOP", plain)));
  }
}
