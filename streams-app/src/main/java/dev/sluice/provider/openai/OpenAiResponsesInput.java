package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.Target;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Converts messages to the Responses API's input items, in which tool calls are items of their own.
 * For one body only.
 */
final class OpenAiResponsesInput {
  private final ArrayNode input;
  private final Target target;

  /** Those of calls of custom tools, whose outputs have a type of their own. */
  private final Set<String> customCalls = new HashSet<>();

  OpenAiResponsesInput(ArrayNode input, Target target) {
    this.input = input;
    this.target = target;
  }

  /**
   * @throws dev.sluice.failure.FailureException if a message holds something that this API has no
   *     place for
   */
  void add(List<Message> messages) {
    messages.forEach(this::add);
  }

  private void add(Message message) {
    switch (message.role()) {
      case UNKNOWN ->
          throw UnsupportedRequest.invalid(
              "messages", "a message has a role that this release does not support");
      case TOOL ->
          input
              .addObject()
              .put("type", isCustom(message) ? "custom_tool_call_output" : "function_call_output")
              .put("call_id", message.toolCallId())
              .set("output", content(message));
      default -> {
        if (!message.parts().isEmpty() || message.toolCalls().isEmpty()) {
          OpenAiResponsesStates.addTo(input, message, null, target);
          input
              .addObject()
              .put("type", "message")
              .put("role", message.role().name().toLowerCase(Locale.ROOT))
              .set("content", content(message));
        }
        for (ToolCall call : message.toolCalls()) {
          OpenAiResponsesStates.addTo(input, message, call.id(), target);
          add(call);
        }
      }
    }
  }

  private void add(ToolCall call) {
    if (call.custom()) {
      customCalls.add(call.id());
    }
    input
        .addObject()
        .put("type", call.custom() ? "custom_tool_call" : "function_call")
        .put("call_id", call.id())
        .put("name", call.name())
        .put(call.custom() ? "input" : "arguments", call.arguments());
  }

  private boolean isCustom(Message output) {
    return output.toolCallId() != null && customCalls.contains(output.toolCallId());
  }

  private static JsonNode content(Message message) {
    if (message.parts().isEmpty()) {
      return Json.MAPPER.getNodeFactory().textNode("");
    }
    if (message.parts().size() == 1 && message.parts().get(0) instanceof ContentPart.Text text) {
      return Json.MAPPER.getNodeFactory().textNode(text.text());
    }
    ArrayNode parts = Json.MAPPER.createArrayNode();
    message.parts().forEach(part -> parts.add(part(part, message.role())));
    return parts;
  }

  private static ObjectNode part(ContentPart part, Role role) {
    ObjectNode json = Json.object();
    if (part instanceof ContentPart.Text text) {
      json.put("type", role == Role.ASSISTANT ? "output_text" : "input_text");
      json.put("text", text.text());
      if (role == Role.ASSISTANT) {
        json.putArray("annotations");
      }
    } else if (part instanceof ContentPart.Image image) {
      json.put("type", "input_image").put("image_url", image.url());
      if (image.detail() != null) {
        json.put("detail", image.detail());
      }
    } else if (part instanceof ContentPart.File file) {
      json.put("type", "input_file");
      if (file.fileName() != null) {
        json.put("filename", file.fileName());
      }
      json.put("file_data", "data:" + file.mediaType() + ";base64," + Json.base64(file.data()));
    } else if (part instanceof ContentPart.Refusal refusal) {
      json.put("type", "refusal").put("refusal", refusal.text());
    } else {
      throw UnsupportedRequest.unsupported(
          "messages", "OpenAI's Responses API does not support audio");
    }
    return json;
  }
}
