package dev.sluice.screening;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;

/** The texts within a JSON text: a mask must see them unescaped, and leave the JSON valid. */
final class JsonTexts {
  /**
   * Only one of two fields with the same name would be seen, so such a text is treated as a whole.
   */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private JsonTexts() {}

  /** Each text and whole number separately; the same object if nothing changes. */
  static String each(String place, String role, String json, Texts texts) {
    return each(place, role, json, Set.of(), texts);
  }

  /** The same without the fields of these names. */
  static String each(String place, String role, String json, Set<String> without, Texts texts) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException notJson) {
      return texts.text(place, role, json);
    }
    if (root == null || !root.isContainerNode()) {
      return texts.text(place, role, json);
    }
    JsonNode changed = other(place, role, root, without, texts);
    return changed.equals(root) ? json : changed.toString();
  }

  private static JsonNode other(
      String place, String role, JsonNode node, Set<String> without, Texts texts) {
    if (node instanceof ObjectNode object) {
      ObjectNode others = JSON.createObjectNode();
      object
          .properties()
          .forEach(
              field ->
                  others.set(
                      field.getKey(),
                      without.contains(field.getKey())
                          ? field.getValue()
                          : other(
                              place + "." + field.getKey(),
                              role,
                              field.getValue(),
                              without,
                              texts)));
      return others;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode others = JSON.createArrayNode();
      for (int i = 0; i < array.size(); i++) {
        others.add(other(place + "[" + i + "]", role, array.get(i), without, texts));
      }
      return others;
    }
    if (node.isTextual() || node.isIntegralNumber()) {
      String text = node.asText();
      String other = texts.text(place, role, text);
      return other.equals(text) ? node : TextNode.valueOf(other);
    }
    return node;
  }
}
