package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ToolArguments;
import dev.sluice.provider.http.TurnForm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns in Converse's form. Pure.
 *
 * @param model the target's, whose own reasoning goes back to it
 */
record ConverseTurns(String model) implements TurnForm {
  @Override
  public String api() {
    return "Converse";
  }

  @Override
  public ArrayNode content(List<ContentPart> parts) {
    return ConverseContent.of(parts);
  }

  /** A signature is valid for the model that made it; the client may have written anything. */
  @Override
  public ArrayNode reasoning(@Nullable String toolCallId, Message message) {
    ArrayNode blocks = Json.MAPPER.createArrayNode();
    for (ProviderState state :
        ProviderState.at(toolCallId, ProviderState.BEDROCK, message.providerStates())) {
      JsonNode data = Json.parse(state.data());
      if (state.model().equals(model) && data != null && data.path("reasoningContent").isObject()) {
        blocks.addObject().set("reasoningContent", data.path("reasoningContent"));
      }
    }
    return blocks;
  }

  @Override
  public ObjectNode call(ToolCall call) {
    ObjectNode block = Json.object();
    block
        .putObject("toolUse")
        .put("toolUseId", call.id())
        .put("name", call.name())
        .set("input", ToolArguments.object(call.arguments()));
    return block;
  }

  @Override
  public @Nullable String callId(JsonNode block) {
    return Json.text(block.path("toolUse").path("toolUseId"));
  }

  /** One that was interrupted gets a text for a result. */
  @Override
  public void addResult(ArrayNode results, String callId, @Nullable ArrayNode content) {
    ObjectNode result = results.addObject().putObject("toolResult").put("toolUseId", callId);
    ArrayNode blocks = result.putArray("content");
    if (content == null) {
      ConverseContent.text(blocks, "The tool call was interrupted.");
      return;
    }
    // a cache point is no content of a result, but stands behind it
    content.forEach(block -> (block.has("cachePoint") ? results : blocks).add(block));
    if (blocks.isEmpty()) {
      ConverseContent.text(blocks, "(no output)");
    }
  }
}
