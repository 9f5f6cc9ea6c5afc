package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Requests to Gemini for tests. */
final class GeminiRequests {
  private GeminiRequests() {}

  static Attempt attempt(
      String model, List<Message> messages, Sampling sampling, @Nullable String extra) {
    Request request = Attempts.request(messages, extra == null ? null : extra.replace('\'', '"'));
    Target target =
        Codecs.named("gemini")
            .shaped(new Target("t", "p", model, Sampling.NONE, null, Duration.ofSeconds(20)));
    return Attempts.attempt("attempt-1", 1, target, request, sampling);
  }

  static JsonNode body(ProviderCodec codec, Attempt attempt) {
    ByteBuffer body = codec.encode(attempt).body();
    return Objects.requireNonNull(Json.parse(StandardCharsets.UTF_8.decode(body).toString()));
  }

  static JsonNode body(String model, String extra) {
    List<Message> hi = List.of(Message.text(Role.USER, "hi"));
    return body(Fixtures.codec("gemini"), attempt(model, hi, Sampling.NONE, extra));
  }

  static JsonNode contents(String model, Message... messages) {
    return body(Fixtures.codec("gemini"), attempt(model, List.of(messages), Sampling.NONE, null))
        .path("contents");
  }

  static JsonNode json(String text) {
    return Objects.requireNonNull(Json.parse(text.replace('\'', '"')), text);
  }

  static Message calls(List<ProviderState> states, ToolCall... calls) {
    return new Message(Role.ASSISTANT, List.of(), null, null, List.of(calls), states);
  }

  static Message result(String callId, String text) {
    return new Message(Role.TOOL, List.of(new ContentPart.Text(text)), null, callId, List.of());
  }
}
