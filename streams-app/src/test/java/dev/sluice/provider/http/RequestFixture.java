package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.CacheTtl;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.OnLimit;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a request of {@code provider/golden/requests}, whose fields are those of the records. */
final class RequestFixture {
  private RequestFixture() {}

  static Request of(JsonNode json) {
    return new Request(
        "request-1",
        "route",
        all(json.path("messages"), RequestFixture::message),
        sampling(json.path("sampling")),
        json.has("extra_body") ? json.path("extra_body").toString() : null,
        Request.DEFAULT_KEY,
        json.path("user").textValue(),
        List.of(),
        Map.of(),
        null,
        0,
        OnLimit.REJECT,
        false);
  }

  private static Message message(JsonNode json) {
    JsonNode content = json.path("content");
    return new Message(
        Role.valueOf(json.path("role").asText().toUpperCase(Locale.ROOT)),
        content.isTextual()
            ? List.of(new ContentPart.Text(content.textValue()))
            : all(content, RequestFixture::part),
        null,
        json.path("tool_call_id").textValue(),
        all(
            json.path("tool_calls"),
            call -> new ToolCall(text(call, "id"), text(call, "name"), text(call, "arguments"))),
        all(
            json.path("provider_states"),
            state ->
                new ProviderState(
                    text(state, "api"),
                    text(state, "model"),
                    state.path("tool_call_id").textValue(),
                    state.path("data").toString())));
  }

  private static ContentPart part(JsonNode json) {
    JsonNode control = json.path("cache_control");
    CacheTtl ttl = control.isObject() ? CacheTtl.of(control.path("ttl").asText("5m")) : null;
    return switch (text(json, "type")) {
      case "text" -> new ContentPart.Text(text(json, "text"), ttl);
      case "refusal" -> new ContentPart.Refusal(text(json, "refusal"));
      case "image" ->
          new ContentPart.Image(text(json, "url"), json.path("detail").textValue(), ttl);
      case "file" ->
          new ContentPart.File(
              data(json), text(json, "media_type"), json.path("file_name").textValue(), ttl);
      case "audio" -> new ContentPart.Audio(data(json), text(json, "media_type"));
      default -> throw new IllegalArgumentException("no part: " + json);
    };
  }

  private static Sampling sampling(JsonNode json) {
    return new Sampling(
        number(json, "temperature"),
        number(json, "top_p"),
        json.has("max_output_tokens") ? (Integer) json.path("max_output_tokens").intValue() : null,
        json.has("stop") ? all(json.path("stop"), JsonNode::textValue) : null,
        json.has("seed") ? (Long) json.path("seed").longValue() : null,
        number(json, "presence_penalty"),
        number(json, "frequency_penalty"));
  }

  private static @Nullable Double number(JsonNode json, String field) {
    return json.has(field) ? (Double) json.path(field).doubleValue() : null;
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalArgumentException("no " + field + ": " + json);
    }
    return json.path(field).textValue();
  }

  private static ByteBuffer data(JsonNode json) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(text(json, "data")));
  }

  private static <T> List<T> all(JsonNode array, Function<JsonNode, T> read) {
    List<T> all = new ArrayList<>();
    array.forEach(each -> all.add(read.apply(each)));
    return all;
  }
}
