package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The message of a chat completion, from its pieces. Confined to one exchange. */
final class StreamedMessage {
  private static final String EXTRA = "extra_content";
  private static final String THINKING = "thinking";

  /** Some servers write the same into both; the first one counts. */
  private static final List<String> REASONING = List.of("reasoning_content", "reasoning");

  private final Map<String, StringBuilder> reasoning = new LinkedHashMap<>();
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final StreamedReasoningDetails details = new StreamedReasoningDetails();
  private final StreamedToolCalls calls = new StreamedToolCalls();
  private final ObjectNode extra = Json.object();

  /** Where the reasoning that is told comes from. */
  private @Nullable String told;

  private boolean hasText;

  /**
   * @param piece any JSON value
   */
  List<AnswerDelta> add(JsonNode piece) {
    List<AnswerDelta> deltas = new ArrayList<>();
    for (String name : REASONING) {
      if (piece.path(name).isTextual()) {
        StringBuilder all = reasoning.computeIfAbsent(name, any -> new StringBuilder());
        think(name, all, piece.path(name).textValue(), deltas);
      }
    }
    piece.path("reasoning_details").forEach(details::add);
    content(piece.path("content"), deltas);
    String refused = Json.text(piece.path("refusal"));
    if (refused != null) {
      refusal.append(refused);
      deltas.add(new AnswerDelta.Refusal(refused));
    }
    if (piece.path("function_call").isObject()) {
      calls.add(Json.object().put("index", 0).set("function", piece.path("function_call")), deltas);
    }
    piece.path("tool_calls").forEach(call -> calls.add(call, deltas));
    if (piece.path(EXTRA) instanceof ObjectNode more) {
      extra.setAll(more);
    }
    return deltas;
  }

  private void content(JsonNode content, List<AnswerDelta> deltas) {
    if (content.isTextual()) {
      say(content.textValue(), deltas);
    } else if (content.isArray()) {
      content.forEach(part -> part(part, deltas));
    }
  }

  /** As Mistral's reasoning models write them. */
  private void part(JsonNode part, List<AnswerDelta> deltas) {
    if (part.path("type").asText("").equals(THINKING)) {
      JsonNode thought = part.path(THINKING);
      think(THINKING, thinking, thought.asText(""), deltas);
      thought.forEach(piece -> think(THINKING, thinking, piece.path("text").asText(""), deltas));
    } else {
      say(part.isTextual() ? part.textValue() : part.path("text").asText(""), deltas);
    }
  }

  private void say(String piece, List<AnswerDelta> deltas) {
    hasText = true;
    text.append(piece);
    if (!piece.isEmpty()) {
      deltas.add(new AnswerDelta.Text(piece));
    }
  }

  private void think(String from, StringBuilder all, String piece, List<AnswerDelta> deltas) {
    all.append(piece);
    if (piece.isEmpty()) {
      return;
    }
    if (told == null) {
      told = from;
    }
    if (from.equals(told)) {
      deltas.add(new AnswerDelta.Reasoning(piece));
    }
  }

  /** What an end says of it. */
  List<AnswerDelta> end() {
    return calls.end();
  }

  boolean isEmpty() {
    return text.isEmpty() && refusal.isEmpty() && calls.isEmpty() && told == null;
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("role", "assistant");
    // most servers begin with an empty text, whatever follows
    boolean isSilent = text.isEmpty() && !(hasText && refusal.isEmpty() && calls.isEmpty());
    if (!thinking.isEmpty()) {
      json.set("content", parts());
    } else if (isSilent) {
      json.putNull("content");
    } else {
      json.put("content", text.toString());
    }
    if (!refusal.isEmpty()) {
      json.put("refusal", refusal.toString());
    }
    reasoning.forEach((name, all) -> json.put(name, all.toString()));
    if (!details.isEmpty()) {
      json.set("reasoning_details", details.toJson());
    }
    if (!extra.isEmpty()) {
      json.set(EXTRA, extra.deepCopy());
    }
    if (!calls.isEmpty()) {
      json.set("tool_calls", calls.toJson());
    }
    return json;
  }

  private ArrayNode parts() {
    ArrayNode parts = Json.MAPPER.createArrayNode();
    parts
        .addObject()
        .put("type", THINKING)
        .putArray(THINKING)
        .addObject()
        .put("type", "text")
        .put("text", thinking.toString());
    if (!text.isEmpty()) {
      parts.addObject().put("type", "text").put("text", text.toString());
    }
    return parts;
  }
}
