package dev.sluice.provider.errors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Truncated;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Fields that only one vendor has, as texts that a record can carry. Pure. */
public final class VendorFields {
  private static final int MAX_FIELDS = 8;
  private static final int MAX_BYTES = 2 * 1024;

  /** Why content was filtered: Azure, OpenAI's Responses API, Gemini. */
  private static final Set<String> FILTER_RESULTS =
      Set.of(
          "content_filter_results",
          "prompt_filter_results",
          "content_filters",
          "incomplete_details",
          "promptFeedback");

  private VendorFields() {}

  /** The non-empty fields of that name; non-text values as JSON. */
  public static Map<String, String> of(JsonNode object, Predicate<String> wanted) {
    Map<String, String> fields = new TreeMap<>();
    object.properties().stream()
        .filter(field -> wanted.test(field.getKey()) && !isEmpty(field.getValue()))
        .limit(MAX_FIELDS)
        .forEach(field -> fields.put(Truncated.bytes(field.getKey(), 128), text(field.getValue())));
    return fields;
  }

  /** What a filtered answer says about its filters. */
  public static Map<String, String> filters(JsonNode answer) {
    Map<String, String> fields = of(answer, FILTER_RESULTS::contains);
    fields.putAll(of(answer.path("choices").path(0), FILTER_RESULTS::contains));
    return fields;
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull() || (value.isContainerNode() && value.isEmpty());
  }

  private static String text(JsonNode value) {
    return Truncated.message(value.isTextual() ? value.textValue() : value.toString(), MAX_BYTES);
  }
}
