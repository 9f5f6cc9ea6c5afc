package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The subset of JSON Schema that Anthropic's structured outputs and strict tools take. What has no
 * place in it goes into the description, where the model may follow it: so does {@code
 * transform_schema} of Anthropic's SDK for Python, whose form this has. Answers of such a schema
 * are answers of the original one, apart from the constraints in its descriptions. Pure.
 */
final class AnthropicSchemas {
  private static final Set<String> FORMATS =
      Set.of(
          "date-time",
          "time",
          "date",
          "duration",
          "email",
          "hostname",
          "uri",
          "ipv4",
          "ipv6",
          "uuid");

  /** Kept as they are. */
  private static final Set<String> KEPT =
      Set.of("title", "description", "const", "default", "required", "enum");

  /** Of no meaning for an answer. */
  private static final Set<String> DROPPED = Set.of("$schema", "$id", "$comment", "$anchor", "id");

  /** Keywords that say something about values of one type alone. */
  private static final Map<String, Set<String>> OF_TYPE =
      Map.of(
          "string", Set.of("format", "minLength", "maxLength", "pattern"),
          "number", Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
          "array", Set.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
          "object", Set.of("properties", "required", "additionalProperties", "minProperties"));

  private static final int MAX_DEPTH = 100;

  private final String param;

  private AnthropicSchemas(String param) {
    this.param = param;
  }

  /**
   * @param param the request's field that holds the schema
   * @throws dev.sluice.failure.FailureException if the subset can't express it
   */
  static ObjectNode of(JsonNode schema, String param) {
    AnthropicSchemas schemas = new AnthropicSchemas(param);
    schemas.refuseRecursion(schema);
    return schemas.schema(schema, 0);
  }

  private ObjectNode schema(JsonNode schema, int depth) {
    if (!(schema instanceof ObjectNode given) || depth > MAX_DEPTH) {
      throw unsupported("is no schema of an object, array, text, number or boolean");
    }
    ObjectNode theirs = Json.object();
    definitions(given, theirs, depth);
    if (given.path("$ref").isTextual()) {
      if (!given.path("$ref").textValue().startsWith("#")) {
        throw unsupported("refers to another document");
      }
      return theirs.set("$ref", given.path("$ref"));
    }
    if (given.path("type").isArray()) {
      return theirs.setAll(alternatives(given, depth));
    }
    ObjectNode rest = Json.object();
    type(given, theirs);
    for (Map.Entry<String, JsonNode> each : given.properties()) {
      keyword(each.getKey(), each.getValue(), theirs, rest, depth);
    }
    if (theirs.path("type").asText("").equals("object")) {
      theirs.putIfAbsent("properties", Json.object());
      theirs.put("additionalProperties", false);
    }
    describe(theirs, rest);
    return theirs;
  }

  private void definitions(ObjectNode given, ObjectNode theirs, int depth) {
    for (String name : List.of("$defs", "definitions")) {
      if (given.path(name).isObject()) {
        ObjectNode definitions = theirs.putObject(name);
        given
            .path(name)
            .properties()
            .forEach(each -> definitions.set(each.getKey(), schema(each.getValue(), depth + 1)));
      }
    }
  }

  /** A list of types is one schema for each. */
  private ObjectNode alternatives(ObjectNode given, int depth) {
    ObjectNode theirs = Json.object();
    ArrayNode alternatives = theirs.putArray("anyOf");
    for (JsonNode type : given.path("type")) {
      ObjectNode one = given.deepCopy();
      one.remove(List.of("description", "title", "default", "$defs", "definitions"));
      one.set("type", type);
      String own = type.asText("").equals("integer") ? "number" : type.asText("");
      OF_TYPE.forEach((other, keywords) -> one.remove(other.equals(own) ? Set.of() : keywords));
      if (one.path("enum") instanceof ArrayNode values) {
        ArrayNode fitting = Json.MAPPER.createArrayNode();
        values.forEach(value -> addIfOf(type.asText(), value, fitting));
        if (fitting.isEmpty()) {
          continue;
        }
        one.set("enum", fitting);
      }
      alternatives.add(schema(one, depth + 1));
    }
    for (String kept : List.of("description", "title", "default")) {
      if (given.has(kept)) {
        theirs.set(kept, given.path(kept));
      }
    }
    return theirs;
  }

  private static void addIfOf(String type, JsonNode value, ArrayNode values) {
    boolean fits =
        switch (type) {
          case "string" -> value.isTextual();
          case "integer", "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          case "null" -> value.isNull();
          default -> value.isContainerNode();
        };
    if (fits) {
      values.add(value);
    }
  }

  private void type(ObjectNode given, ObjectNode theirs) {
    String type = given.path("type").asText("");
    if (type.isEmpty() && given.path("properties").isObject()) {
      type = "object";
    } else if (type.isEmpty() && given.has("items")) {
      type = "array";
    }
    boolean other =
        List.of("enum", "const", "anyOf", "oneOf", "allOf").stream().anyMatch(given::has);
    if (type.isEmpty() && !other) {
      throw unsupported("allows a value of any type");
    }
    JsonNode additional = given.path("additionalProperties");
    boolean open = additional.isObject() || additional.asBoolean(false);
    if (type.equals("object") && open && given.path("properties").isEmpty()) {
      throw unsupported("allows properties of any name");
    }
    if (!type.isEmpty()) {
      theirs.put("type", type);
    }
  }

  private void keyword(String name, JsonNode value, ObjectNode theirs, ObjectNode rest, int depth) {
    switch (name) {
      case "type", "$defs", "definitions", "additionalProperties" -> {
        // written above, or always false
      }
      case "properties" -> {
        ObjectNode properties = theirs.putObject(name);
        value
            .properties()
            .forEach(each -> properties.set(each.getKey(), schema(each.getValue(), depth + 1)));
      }
      case "items" -> theirs.set(name, schema(value, depth + 1));
      case "anyOf", "oneOf", "allOf" -> {
        ArrayNode all = theirs.withArray(name.equals("allOf") ? name : "anyOf");
        value.forEach(each -> all.add(schema(each, depth + 1)));
      }
      default -> {
        boolean takes =
            KEPT.contains(name)
                || (name.equals("format") && FORMATS.contains(value.asText()))
                || (name.equals("minItems") && value.isInt() && value.intValue() <= 1);
        if (takes) {
          theirs.set(name, value);
        } else if (!DROPPED.contains(name)) {
          rest.set(name, value);
        }
      }
    }
  }

  /** Adds words to a schema's description, as Anthropic's SDK writes them: {@code {minimum: 1}}. */
  static void describe(ObjectNode theirs, ObjectNode rest) {
    if (rest.isEmpty()) {
      return;
    }
    List<String> words = new ArrayList<>();
    rest.properties()
        .forEach(
            each ->
                words.add(
                    each.getKey()
                        + ": "
                        + (each.getValue().isTextual()
                            ? each.getValue().textValue()
                            : each.getValue().toString())));
    String described = theirs.path("description").asText("");
    theirs.put(
        "description",
        (described.isEmpty() ? "" : described + "\n\n") + "{" + String.join(", ", words) + "}");
  }

  private void refuseRecursion(JsonNode root) {
    for (JsonNode ref : root.findValues("$ref")) {
      Set<String> seen = new HashSet<>();
      List<String> open = new ArrayList<>(List.of(ref.asText("")));
      while (!open.isEmpty()) {
        String next = open.remove(open.size() - 1);
        if (!next.startsWith("#") || !seen.add(next)) {
          continue;
        }
        JsonNode target = next.equals("#") ? root : root.at(next.substring(1));
        for (JsonNode inner : target.findValues("$ref")) {
          if (inner.asText("").equals(ref.asText(""))) {
            throw unsupported("is recursive");
          }
          open.add(inner.asText(""));
        }
      }
    }
  }

  /** Without any name that the schema has: it may be a customer's. */
  private RuntimeException unsupported(String complaint) {
    return UnsupportedRequest.unsupported(
        param,
        "%s %s, which Anthropic's structured outputs do not support".formatted(param, complaint));
  }
}
