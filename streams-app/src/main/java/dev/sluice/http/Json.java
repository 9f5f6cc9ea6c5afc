package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.ApiError;
import io.javalin.http.Context;
import java.io.IOException;

/** Writes JSON answers. Any thread. */
public final class Json {
  public static final String CONTENT_TYPE = "application/json";

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A missing node if it is not JSON. */
  public static JsonNode parse(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  public static byte[] bytes(ObjectNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a JSON tree can always be written", impossible);
    }
  }

  static void answer(Context ctx, int status, ObjectNode body) {
    ctx.status(status).contentType(CONTENT_TYPE).result(bytes(body));
  }

  static void answer(Context ctx, ApiError error) {
    if (error.retryAfterSeconds() != null) {
      ctx.header("Retry-After", String.valueOf(error.retryAfterSeconds()));
    }
    answer(ctx, error.status(), body(error));
  }

  public static ObjectNode body(ApiError error) {
    ObjectNode body = object();
    body.putObject("error")
        .put("message", error.message())
        .put("type", error.type())
        .put("param", error.param())
        .put("code", error.code());
    return body;
  }
}
