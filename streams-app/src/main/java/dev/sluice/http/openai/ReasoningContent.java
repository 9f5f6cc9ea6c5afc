package dev.sluice.http.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.ProviderState;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Provider states as the {@code encrypted_content} of reasoning items, which OpenAI's clients send
 * back as they got it. It is not encrypted, only opaque: a version, and Base64 (URL) of a JSON
 * array. Pure; any thread.
 */
final class ReasoningContent {
  private static final String OURS = "sluice.";
  private static final String VERSION = OURS + "v1.";

  private ReasoningContent() {}

  static String of(List<ProviderState> states) {
    ArrayNode all = Json.MAPPER.createArrayNode();
    for (ProviderState state : states) {
      ObjectNode one = all.addObject().put("api", state.getApi()).put("model", state.getModel());
      if (state.getToolCallId() != null) {
        one.put("tool_call_id", state.getToolCallId());
      }
      one.put("data", state.getData());
    }
    byte[] json = all.toString().getBytes(UTF_8);
    return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }

  /**
   * Those in a reasoning item of the input; none where it came from elsewhere.
   *
   * @param field of the item that has them
   */
  static List<ProviderState> read(Fields item, String field) throws BadParameter {
    String content = item.text(field);
    if (content == null || !content.startsWith(OURS)) {
      return List.of();
    }
    JsonNode all = content.startsWith(VERSION) ? json(content) : null;
    if (all == null || !all.isArray()) {
      throw changed(item.param(field));
    }
    List<ProviderState> states = new ArrayList<>();
    for (JsonNode one : all) {
      String api = Json.text(one.path("api"));
      String model = Json.text(one.path("model"));
      String data = Json.text(one.path("data"));
      JsonNode object = data == null ? null : Json.parse(data);
      if (api == null || model == null || data == null || object == null || !object.isObject()) {
        throw changed(item.param(field));
      }
      states.add(new ProviderState(api, model, Json.text(one.path("tool_call_id")), data));
    }
    return states;
  }

  private static @Nullable JsonNode json(String content) {
    try {
      return Json.parse(Base64.getUrlDecoder().decode(content.substring(VERSION.length())));
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static BadParameter changed(String param) {
    return BadParameter.invalid(
        param,
        "Invalid value for '" + param + "': send reasoning back as you got it, or leave it out.");
  }
}
