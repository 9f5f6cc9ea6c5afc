package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.Map;
import java.util.Set;

/**
 * Reduces a JSON schema to what Gemini takes in {@code responseJsonSchema} and {@code
 * parametersJsonSchema} (https://ai.google.dev/api/generate-content, November 2026): the keywords
 * below; nothing else beside a {@code $ref}; texts and numbers in {@code enum}. What has the same
 * meaning in these words is put into them, the rest is left out: the answer is checked against the
 * whole schema. Pure.
 */
final class GeminiSchemas {
  private static final Set<String> KEYWORDS =
      Set.of(
          "$id",
          "$anchor",
          "type",
          "format",
          "title",
          "description",
          "minItems",
          "maxItems",
          "minimum",
          "maximum",
          "required",
          "propertyOrdering");

  private static final Set<String> OF_SCHEMAS = Set.of("anyOf", "oneOf", "prefixItems");
  private static final Set<String> SCHEMA = Set.of("items", "additionalProperties");
  private static final Map<String, String> BY_NAME =
      Map.of("$defs", "$defs", "definitions", "$defs", "properties", "properties");

  private GeminiSchemas() {}

  static JsonNode reduced(JsonNode schema) {
    if (!(schema instanceof ObjectNode given)) {
      return schema;
    }
    ObjectNode reduced = Json.object();
    JsonNode all = given.path("allOf");
    if (all.size() == 1 && reduced(all.get(0)) instanceof ObjectNode only) {
      reduced.setAll(only);
    }
    boolean isReference = given.path("$ref").isTextual();
    given
        .properties()
        .forEach(
            field -> {
              if (!isReference || field.getKey().startsWith("$")) {
                keyword(reduced, field.getKey(), field.getValue());
              }
            });
    if (given.path("nullable").asBoolean(false) && reduced.path("type").isTextual()) {
      JsonNode type = reduced.path("type");
      reduced.putArray("type").add(type).add("null");
    }
    return reduced;
  }

  private static void keyword(ObjectNode reduced, String name, JsonNode value) {
    if (KEYWORDS.contains(name)) {
      reduced.set(name, value);
    } else if (name.equals("$ref")) {
      reduced.put(name, value.asText().replace("#/definitions/", "#/$defs/"));
    } else if (BY_NAME.containsKey(name)) {
      ObjectNode schemas = reduced.putObject(BY_NAME.get(name));
      value.properties().forEach(each -> schemas.set(each.getKey(), reduced(each.getValue())));
    } else if (OF_SCHEMAS.contains(name)) {
      reduced.set(name, each(value));
    } else if (SCHEMA.contains(name)) {
      // a list here is how prefixItems was written before 2020-12
      reduced.set(value.isArray() ? "prefixItems" : name, each(value));
    } else if (name.equals("enum") || name.equals("const")) {
      enumeration(reduced, value);
    }
  }

  private static JsonNode each(JsonNode schemas) {
    if (!schemas.isArray()) {
      return reduced(schemas);
    }
    ArrayNode each = Json.MAPPER.createArrayNode();
    schemas.forEach(schema -> each.add(reduced(schema)));
    return each;
  }

  private static void enumeration(ObjectNode reduced, JsonNode values) {
    ArrayNode taken = Json.MAPPER.createArrayNode();
    for (JsonNode value : values.isArray() ? values : Json.MAPPER.createArrayNode().add(values)) {
      if (value.isTextual() || value.isNumber()) {
        taken.add(value);
      } else if (!value.isNull()) {
        return;
      }
    }
    if (!taken.isEmpty()) {
      reduced.set("enum", taken);
    }
  }
}
