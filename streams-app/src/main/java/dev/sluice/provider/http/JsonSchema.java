package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSON Schema that vendors' structured outputs guarantee: types, properties, items,
 * enums, alternatives and references within the schema. Ignores everything else in a schema, so
 * that no answer is lost to a rule that vendors understand differently (decision 0024). Pure.
 */
final class JsonSchema {
  /** Bounds references that only lead back to themselves. */
  private static final int MAX_DEPTH = 200;

  private final JsonNode root;

  JsonSchema(JsonNode root) {
    this.root = root;
  }

  /** What is wrong with the value, without any of its texts; null if nothing is. */
  @Nullable String complaint(JsonNode value) {
    return complaint(root, value, "$", 0);
  }

  private @Nullable String complaint(JsonNode schema, JsonNode value, String at, int depth) {
    if (schema.isBoolean()) {
      return schema.booleanValue() ? null : at + " is not allowed";
    }
    if (!schema.isObject() || depth > MAX_DEPTH) {
      return null;
    }
    if (schema.path("$ref").isTextual()) {
      return complaint(referred(schema.path("$ref").textValue()), value, at, depth + 1);
    }
    if (!isOfType(schema.path("type"), value)) {
      return at + " is not of the type " + schema.path("type");
    }
    if (schema.path("enum").isArray() && !contains(schema.path("enum"), value)) {
      return at + " is none of the allowed values";
    }
    if (schema.has("const") && !same(schema.path("const"), value)) {
      return at + " is not the only allowed value";
    }
    if (schema.path("anyOf").isArray() && !matchesAny(schema.path("anyOf"), value, at, depth)) {
      return at + " is none of the allowed alternatives";
    }
    if (value.isObject()) {
      return ofObject(schema, value, at, depth);
    }
    return value.isArray() ? ofItems(schema.path("items"), value, at, depth) : null;
  }

  private @Nullable String ofObject(JsonNode schema, JsonNode value, String at, int depth) {
    for (JsonNode name : schema.path("required")) {
      if (name.isTextual() && !value.has(name.textValue())) {
        return at + "." + name.textValue() + " is missing";
      }
    }
    JsonNode properties = schema.path("properties");
    boolean takesPatterns = schema.has("patternProperties");
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode ofField = properties.get(field.getKey());
      if (ofField == null && !takesPatterns) {
        ofField = schema.path("additionalProperties");
        if (ofField.isBoolean() && !ofField.booleanValue()) {
          return at + " has a field that is not allowed";
        }
      }
      String wrong =
          ofField == null
              ? null
              : complaint(
                  ofField,
                  field.getValue(),
                  properties.has(field.getKey()) ? at + "." + field.getKey() : at + ".*",
                  depth + 1);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private @Nullable String ofItems(JsonNode items, JsonNode value, String at, int depth) {
    for (int i = 0; i < value.size(); i++) {
      String wrong = complaint(items, value.path(i), at + "[" + i + "]", depth + 1);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private boolean matchesAny(JsonNode schemas, JsonNode value, String at, int depth) {
    for (JsonNode schema : schemas) {
      if (complaint(schema, value, at, depth + 1) == null) {
        return true;
      }
    }
    return false;
  }

  /** An outside reference matches anything. */
  private JsonNode referred(String reference) {
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      return Json.object();
    }
    return root.at(reference.substring(1));
  }

  private static boolean isOfType(JsonNode type, JsonNode value) {
    if (type.isTextual()) {
      return isOfType(type.textValue(), value);
    }
    if (!type.isArray()) {
      return true;
    }
    for (JsonNode each : type) {
      if (isOfType(each.asText(), value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfType(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      case "number" -> value.isNumber();
      // 1.0 is an integer there
      case "integer" ->
          value.isNumber()
              && (value.isIntegralNumber()
                  || value.doubleValue() == Math.rint(value.doubleValue()));
      default -> true;
    };
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (same(each, value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(JsonNode one, JsonNode other) {
    boolean numbers = one.isNumber() && other.isNumber();
    return numbers ? one.doubleValue() == other.doubleValue() : Objects.equals(one, other);
  }
}
