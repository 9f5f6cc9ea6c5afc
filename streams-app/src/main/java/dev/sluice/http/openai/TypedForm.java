package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.List;

/**
 * The two forms of tools, choices and formats: {@code {type: x, ...}} of the Responses API, and
 * {@code {type: x, x: {...}}} of chat completions. Pure; any thread.
 */
final class TypedForm {
  /** Members that have two forms themselves; a schema is none of them. */
  private static final List<String> MEMBERS = List.of("tools", "format");

  private TypedForm() {}

  static ObjectNode nested(JsonNode flat, String type) {
    ObjectNode inner = flat.deepCopy();
    inner.remove("type");
    ObjectNode nested = Json.object().put("type", type);
    nested.set(type, inner);
    return nested;
  }

  /** A copy, as the Responses API has it; anything that is no such object stays as it is. */
  static JsonNode flat(JsonNode value) {
    if (!(value instanceof ObjectNode object)) {
      return value;
    }
    String type = object.path("type").asText("");
    ObjectNode flat = Json.object();
    if (object.get(type) instanceof ObjectNode inner) {
      flat.put("type", type).setAll(inner);
      object.properties().forEach(other -> flat.putIfAbsent(other.getKey(), other.getValue()));
      flat.remove(type);
    } else {
      flat.setAll(object);
    }
    for (String member : MEMBERS) {
      if (flat.get(member) instanceof ArrayNode many) {
        ArrayNode each = Json.MAPPER.createArrayNode();
        many.forEach(one -> each.add(flat(one)));
        flat.set(member, each);
      } else if (flat.has(member)) {
        flat.set(member, flat(flat.get(member)));
      }
    }
    return flat;
  }
}
