package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answered Response object as OpenAI's chat completion. Reasoning is in {@code
 * reasoning_content}, as DeepSeek, vLLM and others have it; what the provider must get back is in
 * {@code reasoning_details}, in OpenRouter's form. Most clients drop both from the next turn, so
 * tool calls have their items' IDs then, by which it is found again ({@link ChatMessages}). Pure;
 * any thread.
 */
final class ChatCompletionJson {
  static final String DETAILS = "reasoning_details";
  static final String ENCRYPTED = "reasoning.encrypted";
  private static final Set<String> CALLS = Set.of(CallItems.FUNCTION, CallItems.CUSTOM);
  private static final Map<String, String> FINISH_REASONS =
      Map.of("max_output_tokens", "length", "content_filter", "content_filter");

  private ChatCompletionJson() {}

  static ObjectNode of(ObjectNode response) {
    ObjectNode completion = frame(response, "chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message = message(response);
    choice.set("message", message);
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason(response, message));
    completion.set("usage", usage(response.path("usage")));
    completion.set("sluice", response.path("sluice"));
    return completion;
  }

  /** What a completion and all chunks of its stream begin with. */
  static ObjectNode frame(ObjectNode response, String object) {
    ObjectNode frame = Json.object();
    frame.put("id", response.path("id").asText());
    frame.put("object", object);
    frame.put("created", response.path("created_at").asLong());
    frame.set("model", response.path("model"));
    return frame;
  }

  static String finishReason(ObjectNode response, ObjectNode message) {
    String incomplete = response.path("incomplete_details").path("reason").asText("");
    if (!incomplete.isEmpty()) {
      return FINISH_REASONS.getOrDefault(incomplete, "stop");
    }
    return message.has("tool_calls") ? "tool_calls" : "stop";
  }

  static ObjectNode message(ObjectNode response) {
    ObjectNode message = Json.object().put("role", "assistant");
    message.putNull("content");
    message.putNull("refusal");
    for (JsonNode item : response.path("output")) {
      switch (item.path("type").asText()) {
        case "message" -> item.path("content").forEach(part -> content(message, part));
        case "reasoning" -> reasoning(message, item);
        default -> toolCall(message.withArray("tool_calls"), item);
      }
    }
    if (message.has(DETAILS)) {
      nameAfterItems(message.path("tool_calls"), response.path("output"));
    }
    return message;
  }

  private static void nameAfterItems(JsonNode calls, JsonNode output) {
    Iterator<JsonNode> call = calls.iterator();
    for (JsonNode item : output) {
      if (call.hasNext() && CALLS.contains(item.path("type").asText())) {
        ((ObjectNode) call.next()).set("id", item.path("id"));
      }
    }
  }

  private static void content(ObjectNode message, JsonNode part) {
    boolean refused = part.path("type").asText().equals("refusal");
    String field = refused ? "refusal" : "content";
    String text = part.path(refused ? "refusal" : "text").asText();
    String before = message.path(field).asText("");
    message.put(field, before + text);
  }

  private static void reasoning(ObjectNode message, JsonNode item) {
    for (JsonNode summary : item.path("summary")) {
      message.put("reasoning_content", summary.path("text").asText());
    }
    String encrypted = item.path("encrypted_content").asText("");
    if (!encrypted.isEmpty()) {
      message
          .withArray(DETAILS)
          .addObject()
          .put("type", ENCRYPTED)
          .put("id", item.path("id").asText())
          .put("data", encrypted);
    }
  }

  private static void toolCall(ArrayNode calls, JsonNode item) {
    boolean custom = CallItems.isCustom(item);
    String type = custom ? "custom" : "function";
    calls
        .addObject()
        .put("id", item.path("call_id").asText())
        .put("type", type)
        .putObject(type)
        .put("name", item.path("name").asText())
        .put(CallItems.field(custom), CallItems.arguments(item));
  }

  /** Null if nobody knows what was used. */
  static @Nullable ObjectNode usage(JsonNode usage) {
    if (!usage.isObject()) {
      return null;
    }
    ObjectNode json = Json.object();
    json.set("prompt_tokens", usage.path("input_tokens"));
    json.set("completion_tokens", usage.path("output_tokens"));
    json.set("total_tokens", usage.path("total_tokens"));
    json.set("prompt_tokens_details", usage.path("input_tokens_details"));
    json.set("completion_tokens_details", usage.path("output_tokens_details"));
    return json;
  }
}
