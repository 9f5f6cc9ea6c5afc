package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.http.TurnForm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns in the Messages API's form. Pure.
 *
 * @param model the target's, whose own signed thinking goes back to it
 */
record AnthropicTurns(String model) implements TurnForm {
  @Override
  public String api() {
    return "Anthropic's API";
  }

  @Override
  public ArrayNode content(List<ContentPart> parts) {
    return AnthropicContent.of(parts);
  }

  @Override
  public ArrayNode reasoning(@Nullable String toolCallId, Message message) {
    return SignedThinking.at(toolCallId, model, message);
  }

  @Override
  public ObjectNode call(ToolCall call) {
    return AnthropicTools.call(call);
  }

  @Override
  public @Nullable String callId(JsonNode block) {
    return block.path("type").asText().equals("tool_use") ? Json.text(block.path("id")) : null;
  }

  /** One that was interrupted gets an error for a result. */
  @Override
  public void addResult(ArrayNode results, String callId, @Nullable ArrayNode content) {
    ObjectNode result = results.addObject().put("type", "tool_result").put("tool_use_id", callId);
    if (content == null) {
      AnthropicContent.text(result.putArray("content"), "The tool call was interrupted.");
      result.put("is_error", true);
    } else if (!content.isEmpty()) {
      AnthropicCaching.raise(content, result);
      result.set("content", content);
    }
  }
}
