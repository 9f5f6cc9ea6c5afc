package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.ContentPart;
import dev.sluice.v1.Message;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.Role;
import dev.sluice.v1.ToolCall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request's messages as items of OpenAI's Responses API. Their IDs are derived from the
 * polling ID and their positions. Pure; any thread.
 */
public final class InputJson {
  private final List<ObjectNode> items = new ArrayList<>();
  private final Set<String> customCalls = new HashSet<>();
  private final String name;

  private InputJson(String pollingId) {
    this.name = pollingId.substring(pollingId.indexOf('_') + 1);
  }

  public static List<ObjectNode> of(String pollingId, List<Message> messages) {
    InputJson json = new InputJson(pollingId);
    messages.forEach(json::message);
    return json.items;
  }

  private ObjectNode add(String type, String prefix) {
    ObjectNode item =
        Json.object().put("type", type).put("id", prefix + "_" + name + "_in" + items.size());
    items.add(item);
    return item;
  }

  private void message(Message message) {
    if (message.getRole() == Role.TOOL) {
      boolean custom = customCalls.contains(message.getToolCallId());
      add(custom ? "custom_tool_call_output" : "function_call_output", custom ? "ctco" : "fco")
          .put("call_id", message.getToolCallId())
          .put("output", text(message))
          .put("status", "completed");
      return;
    }
    reasoning(message, null);
    if (message.getText() != null || !message.getParts().isEmpty()) {
      ObjectNode item =
          add("message", "msg")
              .put("role", message.getRole().name().toLowerCase(Locale.ROOT))
              .put("status", "completed");
      content(item.putArray("content"), message);
    }
    for (ToolCall call : message.getToolCalls()) {
      reasoning(message, call.getId());
      if (call.getCustom()) {
        customCalls.add(call.getId());
      }
      add(call.getCustom() ? "custom_tool_call" : "function_call", call.getCustom() ? "ctc" : "fc")
          .put("call_id", call.getId())
          .put("name", call.getName())
          .put(call.getCustom() ? "input" : "arguments", call.getArguments())
          .put("status", "completed");
    }
  }

  /** What the client got from a provider and sent back. */
  private void reasoning(Message message, @Nullable String toolCallId) {
    List<ProviderState> states =
        message.getProviderStates().stream()
            .filter(state -> Objects.equals(state.getToolCallId(), toolCallId))
            .toList();
    if (!states.isEmpty()) {
      ObjectNode item = add("reasoning", "rs");
      item.put("encrypted_content", ReasoningContent.of(states)).putArray("summary");
    }
  }

  private static void content(ArrayNode content, Message message) {
    boolean written = message.getRole() == Role.ASSISTANT;
    if (message.getText() != null) {
      text(content, written, message.getText());
    }
    for (ContentPart part : message.getParts()) {
      switch (part.getType()) {
        case TEXT -> text(content, written, part.getText());
        case REFUSAL -> content.addObject().put("type", "refusal").put("refusal", part.getText());
        case IMAGE_URL ->
            content
                .addObject()
                .put("type", "input_image")
                .put("image_url", part.getUrl())
                .put("detail", part.getDetail() == null ? "auto" : part.getDetail());
        case AUDIO ->
            content
                .addObject()
                .put("type", "input_audio")
                .putObject("input_audio")
                .put("data", base64(part.getData()))
                .put("format", format(part.getMediaType()));
        case FILE ->
            content
                .addObject()
                .put("type", "input_file")
                .put("filename", part.getFileName())
                .put(
                    "file_data",
                    "data:" + part.getMediaType() + ";base64," + base64(part.getData()));
        // a newer release's part, which this one can't show
        case UNKNOWN -> {}
      }
    }
  }

  private static void text(ArrayNode content, boolean written, @Nullable String text) {
    ObjectNode part = content.addObject();
    part.put("type", written ? "output_text" : "input_text").put("text", text);
    if (written) {
      part.putArray("annotations");
    }
  }

  private static String text(Message message) {
    if (message.getText() != null) {
      return message.getText();
    }
    StringBuilder text = new StringBuilder();
    for (ContentPart part : message.getParts()) {
      if (part.getText() != null) {
        text.append(part.getText());
      }
    }
    return text.toString();
  }

  private static String base64(@Nullable ByteBuffer data) {
    if (data == null) {
      return "";
    }
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** For example {@code wav} for {@code audio/wav}. */
  private static @Nullable String format(@Nullable String mediaType) {
    return mediaType == null ? null : mediaType.substring(mediaType.indexOf('/') + 1);
  }
}
