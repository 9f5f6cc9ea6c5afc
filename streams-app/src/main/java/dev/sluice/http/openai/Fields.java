package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object of a body; null counts as absent. Confined to one method
 * call.
 *
 * @param place of the object in the body, such as {@code input[2]}; empty for the body itself
 */
record Fields(JsonNode json, String place) {

  static Fields of(JsonNode json, String place) throws BadParameter {
    if (json instanceof ObjectNode) {
      return new Fields(json, place);
    }
    throw BadParameter.invalid(place, "Expected an object at '" + place + "'.");
  }

  /** The body itself. */
  static Fields body(JsonNode json) throws BadParameter {
    if (json instanceof ObjectNode) {
      return new Fields(json, "");
    }
    throw BadParameter.invalid("", "The body must be a JSON object.");
  }

  String param(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }

  @Nullable JsonNode value(String name) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? null : value;
  }

  boolean has(String name) {
    return value(name) != null;
  }

  @Nullable String text(String name) throws BadParameter {
    JsonNode value = value(name);
    if (value != null && !value.isTextual()) {
      throw wrong(name, "a string");
    }
    return value == null ? null : value.textValue();
  }

  String requiredText(String name) throws BadParameter {
    String text = text(name);
    if (text == null) {
      throw BadParameter.missing(param(name));
    }
    return text;
  }

  /** A required object. */
  Fields object(String name) throws BadParameter {
    JsonNode value = value(name);
    if (value == null) {
      throw BadParameter.missing(param(name));
    }
    return of(value, param(name));
  }

  @Nullable Double number(String name) throws BadParameter {
    JsonNode value = value(name);
    if (value != null && !value.isNumber()) {
      throw wrong(name, "a number");
    }
    return value == null ? null : value.doubleValue();
  }

  /** 7.0 is one too, as JSON Schema has it. */
  @Nullable Long whole(String name) throws BadParameter {
    JsonNode value = value(name);
    if (value != null && !(value.canConvertToExactIntegral() && value.canConvertToLong())) {
      throw wrong(name, "an integer");
    }
    return value == null ? null : (Long) value.longValue();
  }

  /** One of 32 bits. */
  @Nullable Integer integer(String name) throws BadParameter {
    Long value = whole(name);
    if (value != null && value.intValue() != value) {
      throw wrong(name, "an integer");
    }
    return value == null ? null : (Integer) value.intValue();
  }

  boolean isTrue(String name) throws BadParameter {
    JsonNode value = value(name);
    if (value != null && !value.isBoolean()) {
      throw wrong(name, "a boolean");
    }
    return value != null && value.booleanValue();
  }

  Map<String, String> texts(String name) throws BadParameter {
    JsonNode value = value(name);
    Map<String, String> texts = new HashMap<>();
    if (value == null) {
      return texts;
    }
    Fields pairs = of(value, param(name));
    for (Map.Entry<String, JsonNode> pair : value.properties()) {
      texts.put(pair.getKey(), pairs.requiredText(pair.getKey()));
    }
    return texts;
  }

  /** Refuses any other field. */
  void allowOnly(Set<String> known) throws BadParameter {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
        throw BadParameter.unsupported(
            param(field.getKey()), "Unsupported parameter: '" + param(field.getKey()) + "'.");
      }
    }
  }

  BadParameter wrong(String name, String expected) {
    return BadParameter.invalid(
        param(name), "Invalid type for '" + param(name) + "': expected " + expected + ".");
  }
}
