package dev.sluice.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON as the gateway reads and writes it (RFC 8259). Pure; any thread. */
public final class Json {
  /** Refuses a text with anything after its first value. */
  public static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Null if the text is not one JSON value. */
  public static @Nullable JsonNode parse(String text) {
    try {
      return present(MAPPER.readTree(text));
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }

  /** Null if the bytes are not one JSON value in UTF-8, UTF-16 or UTF-32. */
  public static @Nullable JsonNode parse(byte[] bytes) {
    try {
      return present(MAPPER.readTree(bytes));
    } catch (IOException notJson) {
      return null;
    }
  }

  private static @Nullable JsonNode present(JsonNode json) {
    return json.isMissingNode() ? null : json;
  }

  public static byte[] bytes(ObjectNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a JSON tree can always be written", impossible);
    }
  }

  /** Null unless the value is a non-empty text. */
  public static @Nullable String text(JsonNode value) {
    return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
  }

  /** The names of its fields as they are now, whatever happens to it meanwhile. */
  public static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** A non-negative count; 0 if there is none. */
  public static long count(JsonNode count) {
    return Math.max(0, count.asLong(0));
  }

  /** The JSON schema of an object without properties. */
  public static ObjectNode emptySchema() {
    ObjectNode schema = object().put("type", "object");
    schema.putObject("properties");
    return schema;
  }

  /** The remaining bytes; the buffer's position stays. */
  public static String base64(ByteBuffer data) {
    ByteBuffer own = data.duplicate();
    byte[] bytes = new byte[own.remaining()];
    own.get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
