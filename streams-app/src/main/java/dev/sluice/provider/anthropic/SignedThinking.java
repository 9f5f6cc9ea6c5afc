package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of thinking that go back to the model that signed them, unchanged and where they stood.
 * Since Claude 5.5 they are bound to the model, so no other gets them. Pure.
 */
final class SignedThinking {
  private SignedThinking() {}

  /**
   * Those before a tool call, or before the message's text.
   *
   * @param toolCallId null for the text
   * @param model the target's
   */
  static ArrayNode at(@Nullable String toolCallId, String model, Message message) {
    ArrayNode blocks = Json.MAPPER.createArrayNode();
    List<ProviderState> states =
        ProviderState.at(toolCallId, ProviderState.ANTHROPIC, message.providerStates());
    for (ProviderState state : states) {
      JsonNode block = state.model().equals(model) ? Json.parse(state.data()) : null;
      if (block != null) {
        add(blocks, block);
      }
    }
    return blocks;
  }

  /** Only what such a block may hold: a client may have written it. */
  private static void add(ArrayNode blocks, JsonNode block) {
    String type = block.path("type").asText("");
    if (type.equals("thinking") && Json.text(block.path("signature")) != null) {
      ObjectNode thinking = blocks.addObject().put("type", type);
      thinking.put("thinking", block.path("thinking").asText(""));
      thinking.set("signature", block.path("signature"));
    } else if (type.equals("redacted_thinking") && Json.text(block.path("data")) != null) {
      blocks.addObject().put("type", type).set("data", block.path("data"));
    }
  }

  static boolean is(JsonNode block) {
    return block.path("type").asText("").endsWith("thinking");
  }
}
