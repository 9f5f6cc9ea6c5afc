package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of a message, from their pieces, in the order in which they begin. OpenAI counts
 * them by {@code index} and names each once. Others leave the index out, count all as 0, repeat the
 * ID and the name, or give each piece an ID of its own. Confined to one exchange.
 */
final class StreamedToolCalls {
  private final List<StreamedToolCall> calls = new ArrayList<>();
  private final Map<Integer, StreamedToolCall> byIndex = new HashMap<>();

  void add(JsonNode piece, List<AnswerDelta> deltas) {
    boolean isCustom = piece.path("type").asText("").equals("custom") || piece.has("custom");
    JsonNode named = piece.path(isCustom ? "custom" : "function");
    String arguments = text(named.path(isCustom ? "input" : "arguments"));
    String id = Json.text(piece.path("id"));
    String name = Json.text(named.path("name"));
    JsonNode index = piece.path("index");
    StreamedToolCall call = index.isInt() ? byIndex.get(index.intValue()) : unnumbered(id, name);
    if (call == null && id == null && name == null && arguments.isEmpty()) {
      return;
    }
    if (call == null || call.isFollowedBy(id, name, arguments)) {
      call = new StreamedToolCall(calls.size());
      calls.add(call);
    }
    if (index.isInt()) {
      byIndex.put(index.intValue(), call);
    }
    call.name(id, name, isCustom);
    call.extra(piece.path("extra_content"));
    call.append(arguments);
    call.tell(deltas);
  }

  private @Nullable StreamedToolCall unnumbered(@Nullable String id, @Nullable String name) {
    StreamedToolCall last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
    if (id == null) {
      return last;
    }
    return calls.stream()
        .filter(call -> call.isNamed(id))
        .findFirst()
        .orElse(name == null ? last : null);
  }

  /** Some servers write them as an object. */
  private static String text(JsonNode arguments) {
    if (arguments.isContainerNode()) {
      return arguments.toString();
    }
    return arguments.isTextual() ? arguments.textValue() : "";
  }

  /** What is still to be told of calls that are whole. */
  List<AnswerDelta> end() {
    List<AnswerDelta> deltas = new ArrayList<>();
    calls.forEach(call -> call.end(deltas));
    return deltas;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  ArrayNode toJson() {
    ArrayNode json = Json.MAPPER.createArrayNode();
    calls.forEach(call -> json.add(call.toJson()));
    return json;
  }
}
