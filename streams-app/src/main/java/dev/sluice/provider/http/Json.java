package dev.sluice.provider.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** JSON as the codecs read and write it. Pure. */
public final class Json {
  public static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The JSON schema of a tool that takes no parameters. */
  public static ObjectNode schemaOfNothing() {
    ObjectNode schema = object().put("type", "object");
    schema.putObject("properties");
    return schema;
  }

  /** Null if the text is not one JSON value. */
  public static @Nullable JsonNode parse(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      return json.isMissingNode() ? null : json;
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }

  /** Null unless the value is a non-empty text. */
  public static @Nullable String text(JsonNode value) {
    return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
  }

  /** A count of tokens; 0 if there is none. */
  public static long tokens(JsonNode count) {
    return Math.max(0, count.asLong(0));
  }

  public static String base64(ByteBuffer data) {
    ByteBuffer own = data.duplicate();
    byte[] bytes = new byte[own.remaining()];
    own.get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
