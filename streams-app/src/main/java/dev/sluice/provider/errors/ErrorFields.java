package dev.sluice.provider.errors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what the parts of one body say. Not thread-safe. */
final class ErrorFields {
  private static final int DEEPEST = 6;
  private static final int MOST_TEXTS = 8;
  private static final int MOST_ITEMS = 8;

  /** Python's {@code b'} before bytes is all that may stand between. */
  private static final int SHORTEST = 2;

  /** What stands for the error, from the outside to the inside. */
  private static final List<String> INNER =
      List.of(
          "error", "errors", "response", "fault", "Error", "cause", "upstream", "upstream_error");

  private static final List<String> TEXTS =
      List.of(
          "message",
          "Message",
          "msg",
          "error_message",
          "errorMessage",
          "error_msg",
          "error_description",
          "status_msg",
          "faultstring",
          "detail",
          "details",
          "description");

  private static final List<String> CODES =
      List.of("code", "error_code", "errorCode", "Code", "err_code");

  private static final List<String> TYPES =
      List.of("type", "error_type", "__type", "status", "reason", "kind");

  /** What routers keep of their upstream's reply. */
  private static final List<String> UPSTREAM = List.of("raw", "upstream_error", "cause");

  private static final Set<String> TOLD_ALREADY =
      Set.of("message", "type", "code", "param", "status", "details");

  private static final Pattern CODE = Pattern.compile("[\\w.:/-]{1,128}");

  private final Set<String> texts = new LinkedHashSet<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final Map<String, List<String>> headers = new HashMap<>();
  private @Nullable String type;
  private @Nullable String code;
  private @Nullable String param;
  private @Nullable Duration retryAfter;
  private Map<String, String> otherFields = Map.of();

  void addBody(JsonNode json) {
    JsonNode whole = json.isArray() ? json.path(0) : json;
    JsonNode error = whole.path("error");
    if (error.isObject()) {
      otherFields = VendorFields.of(error, name -> !TOLD_ALREADY.contains(name));
    }
    add(json, 0);
  }

  private void add(JsonNode node, int depth) {
    if (depth > DEEPEST || texts.size() >= MOST_TEXTS) {
      return;
    }
    if (node.isTextual()) {
      addText(node.textValue().strip(), depth);
    } else if (node.isArray()) {
      for (int i = 0; i < Math.min(node.size(), MOST_ITEMS); i++) {
        add(node.get(i), depth + 1);
      }
    } else if (node.isObject()) {
      addObject(node, depth);
    }
  }

  private void addObject(JsonNode object, int depth) {
    for (String inner : INNER) {
      add(object.path(inner), depth + 1);
    }
    addNames(object);
    addNames(object.path("innererror"));
    addNames(object.path("inner_error"));
    addParam(object);
    addWaits(object);
    for (String text : TEXTS) {
      add(object.path(text), depth + 1);
    }
    JsonNode metadata = object.path("metadata");
    for (String upstream : UPSTREAM) {
      add(metadata.path(upstream), depth + 1);
    }
    metadata
        .path("headers")
        .properties()
        .forEach(
            header ->
                headers.putIfAbsent(
                    header.getKey().toLowerCase(Locale.ROOT),
                    List.of(header.getValue().asText(""))));
    addMiniMax(object.path("base_resp"), depth);
    if (texts.isEmpty()) {
      add(object.path("title"), depth + 1);
    }
  }

  private void addNames(JsonNode object) {
    for (String each : CODES) {
      addCode(scalar(object.path(each)));
    }
    for (String each : TYPES) {
      String name = each.equals("type") ? scalar(object.path(each)) : Json.text(object.path(each));
      if (name != null && !name.equals("error") && CODE.matcher(name).matches()) {
        names.add(unqualified(name));
        type = type == null ? unqualified(name) : type;
      }
    }
    for (JsonNode violation : object.path("violations")) {
      String quota = Json.text(violation.path("quotaId"));
      if (quota != null) {
        names.add(quota);
      }
    }
  }

  /** AWS writes a namespace before its types. */
  private static String unqualified(String name) {
    return name.substring(name.indexOf('#') + 1);
  }

  void addCode(@Nullable String value) {
    if (value != null && CODE.matcher(value).matches()) {
      names.add(value);
      code = code == null ? value : code;
    }
  }

  private void addParam(JsonNode object) {
    String field = scalar(object.path("param"));
    if (field == null) {
      field = location(object.path("loc"));
    }
    if (field == null) {
      field = Json.text(object.path("fieldViolations").path(0).path("field"));
    }
    if (param == null && field != null && !field.isBlank()) {
      param = field;
    }
  }

  /** FastAPI's path to a field, without what it is a path in. */
  private static @Nullable String location(JsonNode path) {
    List<String> parts = new ArrayList<>();
    for (JsonNode part : path) {
      String text = part.asText();
      if (!(parts.isEmpty() && Set.of("body", "query", "request").contains(text))) {
        parts.add(text);
      }
    }
    return parts.isEmpty() ? null : String.join(".", parts);
  }

  private void addWaits(JsonNode object) {
    Duration wait = RetryAfter.inFields(object);
    if (wait != null && (retryAfter == null || wait.compareTo(retryAfter) > 0)) {
      retryAfter = wait;
    }
  }

  /** MiniMax's codes are bare numbers, which mean other things elsewhere. */
  private void addMiniMax(JsonNode response, int depth) {
    String status = scalar(response.path("status_code"));
    if (status != null && !status.equals("0")) {
      addCode("minimax:" + status);
      add(response, depth + 1);
    }
  }

  /**
   * A text that is JSON is another's error, passed on, also behind the words of whoever passes it
   * on. JSON behind any other words may be what the request said.
   */
  void addText(String text, int depth) {
    ErrorTexts.Embedded embedded = depth > DEEPEST ? null : ErrorTexts.embedded(text);
    ErrorTexts.Peeled peeled = ErrorTexts.peeled(embedded == null ? text : embedded.before());
    names.addAll(peeled.exceptions());
    int before = texts.size();
    if (embedded != null && peeled.text().length() <= SHORTEST) {
      add(embedded.json(), depth + 1);
    }
    if (texts.size() == before && text.chars().anyMatch(Character::isLetterOrDigit)) {
      texts.add(text);
    }
  }

  private static @Nullable String scalar(JsonNode value) {
    return value.isTextual() || value.isNumber() ? value.asText() : null;
  }

  ProviderError toError() {
    List<String> all = texts.stream().limit(MOST_TEXTS).toList();
    return new ProviderError(all, names, type, code, param, retryAfter, headers, otherFields);
  }
}
