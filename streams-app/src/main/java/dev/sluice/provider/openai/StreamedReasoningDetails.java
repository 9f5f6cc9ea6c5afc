package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenRouter's details of a message's reasoning, from their pieces: texts and summaries come in
 * many, a text's signature in one of its own, and what is encrypted in one piece. Confined to one
 * exchange.
 */
final class StreamedReasoningDetails {
  private static final Set<String> PIECEWISE = Set.of("text", "summary");

  /**
   * @param texts those of its members that come in pieces
   */
  private record Detail(ObjectNode members, Map<String, StringBuilder> texts) {
    void add(String name, JsonNode value) {
      if (PIECEWISE.contains(name) && value.isTextual()) {
        texts.computeIfAbsent(name, any -> new StringBuilder()).append(value.textValue());
        members.put(name, "");
      } else if (!value.isNull() || !members.has(name)) {
        members.set(name, value);
      }
    }

    ObjectNode toJson() {
      ObjectNode json = members.deepCopy();
      texts.forEach((name, text) -> json.put(name, text.toString()));
      return json;
    }
  }

  private final List<Detail> details = new ArrayList<>();

  /**
   * @param piece any JSON value
   */
  void add(JsonNode piece) {
    if (!(piece instanceof ObjectNode told)) {
      return;
    }
    Detail begun = begun(told);
    if (begun == null) {
      begun = new Detail(Json.object(), new HashMap<>());
      details.add(begun);
    }
    for (Map.Entry<String, JsonNode> member : told.properties()) {
      begun.add(member.getKey(), member.getValue());
    }
  }

  /** The detail that the piece goes on with: of its type and index, or the last one. */
  private @Nullable Detail begun(ObjectNode piece) {
    if (piece.hasNonNull("data")) {
      return null;
    }
    for (int i = details.size() - 1; i >= 0; i--) {
      ObjectNode members = details.get(i).members();
      boolean isLast = i == details.size() - 1;
      boolean isNumbered = piece.hasNonNull("index") && members.hasNonNull("index");
      boolean isPlace = isNumbered ? members.path("index").equals(piece.path("index")) : isLast;
      if (isPlace && members.path("type").equals(piece.path("type")) && isOne(members, piece)) {
        return details.get(i);
      }
    }
    return null;
  }

  private static boolean isOne(ObjectNode members, ObjectNode piece) {
    String id = Json.text(members.path("id"));
    String other = Json.text(piece.path("id"));
    return id == null || other == null || id.equals(other);
  }

  boolean isEmpty() {
    return details.isEmpty();
  }

  ArrayNode toJson() {
    ArrayNode json = Json.MAPPER.createArrayNode();
    details.forEach(detail -> json.add(detail.toJson()));
    return json;
  }
}
