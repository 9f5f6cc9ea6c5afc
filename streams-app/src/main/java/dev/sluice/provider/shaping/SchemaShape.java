package dev.sluice.provider.shaping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.profile.SchemaSubset;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The subset of JSON Schema that a model takes. For one attempt only. */
final class SchemaShape {
  /** Bounds the work on a schema that a client has nested. */
  private static final int MAX_DEPTH = 100;

  /** Keywords whose members have names of the schema's own choice. */
  private static final Set<String> NAMED =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  /** Keywords whose values are no schemas. */
  private static final Set<String> VALUES =
      Set.of("enum", "const", "default", "example", "examples", "required");

  /** Keywords that restrict no value. */
  private static final Set<String> ANNOTATIONS =
      Set.of("$schema", "$id", "$comment", "title", "description", "default", "examples");

  private final SchemaSubset subset;
  private final Adjustments adjustments;

  SchemaShape(SchemaSubset subset, Adjustments adjustments) {
    this.subset = subset;
    this.adjustments = adjustments;
  }

  /** The schema without keywords that are not taken; the given one may be changed. */
  ObjectNode of(ObjectNode schema, boolean strict) {
    Set<String> dropped = new HashSet<>(subset.dropped());
    if (strict) {
      dropped.addAll(subset.droppedIfStrict());
    }
    Set<String> gone = new TreeSet<>();
    shape(schema, dropped, strict && subset.closedIfStrict(), gone, 0);
    String change = "schema keywords dropped: " + String.join(", ", gone);
    if (!ANNOTATIONS.containsAll(gone)) {
      adjustments.lose("schema", change);
    } else if (!gone.isEmpty()) {
      adjustments.note(change);
    }
    return schema;
  }

  private void shape(
      JsonNode schema, Set<String> dropped, boolean closed, Set<String> gone, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    if (schema.isArray()) {
      schema.forEach(each -> shape(each, dropped, closed, gone, depth + 1));
    }
    if (!(schema instanceof ObjectNode object)) {
      return;
    }
    if (dropped.contains("const") && object.has("const") && !object.has("enum")) {
      // the same in words that more servers know
      object.putArray("enum").add(object.remove("const"));
    }
    for (String keyword : Json.names(object)) {
      JsonNode value = object.path(keyword);
      if (dropped.contains(keyword)) {
        object.remove(keyword);
        gone.add(keyword);
      } else if (NAMED.contains(keyword)) {
        value.forEach(each -> shape(each, dropped, closed, gone, depth + 1));
      } else if (!VALUES.contains(keyword)) {
        shape(value, dropped, closed, gone, depth + 1);
      }
    }
    boolean open = isObject(object) && !object.has("additionalProperties");
    if (closed && open) {
      object.put("additionalProperties", false);
      adjustments.note("additionalProperties set to false in a strict schema");
    }
  }

  private static boolean isObject(ObjectNode schema) {
    boolean object = schema.path("type").asText("").equals("object") || schema.has("properties");
    for (JsonNode each : schema.path("type")) {
      object |= each.asText("").equals("object");
    }
    return object;
  }
}
