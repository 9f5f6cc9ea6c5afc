package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Holds answers to the schemas of the API's document, and to no more fields than it tells of. */
final class Shapes {
  private final JsonNode document;

  Shapes(JsonNode document) {
    this.document = document;
  }

  void assertIs(JsonNode value, String schema) {
    check("$", value, document.at("/components/schemas/" + schema));
  }

  /** Holds an answer to what the document tells of its status, its content type and its body. */
  void assertAnswer(String method, String path, HttpResponse<String> answer) {
    String place = method + " " + path + ": " + answer.statusCode() + " " + answer.body();
    JsonNode statuses =
        document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT)).path("responses");
    String status = String.valueOf(answer.statusCode());
    String range = status.charAt(0) + "XX";
    JsonNode told = statuses.has(status) ? statuses.path(status) : statuses.path(range);
    if (told.has("$ref")) {
      told = document.at(told.path("$ref").asText().substring(1));
    }
    String type = answer.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "");
    JsonNode content = told.path("content").path(type);
    assertThat(content.isObject()).as(place).isTrue();
    if (type.equals("application/json")) {
      check(place, Gateway.json(answer), content.path("schema"));
    }
    boolean waits = told.path("headers").path("Retry-After").path("schema").isObject();
    assertThat(answer.headers().firstValue("retry-after").isEmpty() || waits).as(place).isTrue();
  }

  private void check(String place, JsonNode value, JsonNode schema) {
    if (schema.has("$ref")) {
      check(place, value, document.at(schema.path("$ref").asText().substring(1)));
      return;
    }
    assertThat(schema.isObject()).as(place + " is documented").isTrue();
    if (schema.has("anyOf")) {
      JsonNode options = schema.path("anyOf");
      check(place, value, value.isNull() ? options.path(1) : options.path(0));
      return;
    }
    if (schema.has("const")) {
      assertThat(value).as(place).isEqualTo(schema.path("const"));
      return;
    }
    assertThat(types(schema)).as(place).contains(typeOf(value));
    if (schema.has("enum")) {
      assertThat(schema.path("enum")).as(place).contains(value);
    }
    if (value.isObject() && schema.has("properties")) {
      assertThat(names(value)).as(place).isEqualTo(names(schema.path("properties")));
      value
          .properties()
          .forEach(
              field ->
                  check(
                      place + "." + field.getKey(),
                      field.getValue(),
                      schema.path("properties").path(field.getKey())));
    }
    for (JsonNode element : value.isArray() ? value : schema.path("none")) {
      JsonNode items = schema.path("items");
      if (!items.path("$ref").asText().endsWith("/Item")) {
        check(place + "[]", element, items);
      }
    }
  }

  private static Set<String> types(JsonNode schema) {
    JsonNode type = schema.path("type");
    Set<String> types = new HashSet<>();
    if (type.isArray()) {
      type.forEach(each -> types.add(each.asText()));
    } else {
      types.add(type.asText());
    }
    return types;
  }

  private static String typeOf(JsonNode value) {
    return value.isIntegralNumber()
        ? "integer"
        : value.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    Stream<String> all =
        StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false);
    all.forEach(names::add);
    return names;
  }
}
