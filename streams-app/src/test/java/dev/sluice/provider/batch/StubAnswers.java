package dev.sluice.provider.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;

/** Answers of the three APIs, with usage. Pure. */
final class StubAnswers {
  static final int INPUT_TOKENS = 10;
  static final int OUTPUT_TOKENS = 5;

  private StubAnswers() {}

  static String text(String customId) {
    return "answer to " + customId;
  }

  static ObjectNode chat(String customId) {
    ObjectNode body = Json.object().put("object", "chat.completion").put("model", "stub");
    ObjectNode choice = body.putArray("choices").addObject().put("finish_reason", "stop");
    choice.putObject("message").put("role", "assistant").put("content", text(customId));
    body.putObject("usage")
        .put("prompt_tokens", INPUT_TOKENS)
        .put("completion_tokens", OUTPUT_TOKENS);
    return body;
  }

  static ObjectNode responses(String customId) {
    ObjectNode body = Json.object().put("object", "response").put("status", "completed");
    ObjectNode message =
        body.putArray("output").addObject().put("type", "message").put("role", "assistant");
    message.putArray("content").addObject().put("type", "output_text").put("text", text(customId));
    usage(body);
    return body;
  }

  static ObjectNode message(String customId) {
    ObjectNode body = Json.object().put("type", "message").put("role", "assistant");
    body.put("model", "stub").put("stop_reason", "end_turn");
    body.putArray("content").addObject().put("type", "text").put("text", text(customId));
    usage(body);
    return body;
  }

  private static void usage(ObjectNode body) {
    body.putObject("usage").put("input_tokens", INPUT_TOKENS).put("output_tokens", OUTPUT_TOKENS);
  }
}
