package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.ContentPart;
import dev.sluice.v1.ContentPartType;
import dev.sluice.v1.Message;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.Role;
import dev.sluice.v1.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Converts the messages of a chat completion's request. A tool call that has the ID of an output
 * item gets back what came with it. Pure; any thread.
 */
final class ChatMessages {
  private static final String CALLS = "tool_calls";
  private static final List<Role> ROLES =
      List.of(Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.DEVELOPER, Role.TOOL);
  private static final Pattern ITEM = Pattern.compile("(?:fc|ctc)_[A-Za-z0-9_-]{51}_[0-9]{1,6}");

  private final Past past;

  private ChatMessages(Past past) {
    this.past = past;
  }

  /** The IDs of output items among those of tool calls. */
  static Set<String> references(JsonNode messages) {
    Set<String> items = new HashSet<>();
    for (JsonNode message : messages) {
      for (JsonNode call : message.path(CALLS)) {
        String id = call.path("id").asText();
        if (ITEM.matcher(id).matches()) {
          items.add(id);
        }
      }
    }
    return items;
  }

  static List<Message> of(Fields body, Past past) throws BadParameter {
    ChatMessages read = new ChatMessages(past);
    JsonNode messages = body.value("messages");
    if (messages == null) {
      throw BadParameter.missing("messages");
    }
    if (!messages.isArray()) {
      throw body.wrong("messages", "an array");
    }
    List<Message> list = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      list.add(read.message(Fields.of(messages.get(i), "messages[" + i + "]")));
    }
    return list;
  }

  private Message message(Fields message) throws BadParameter {
    Role role = Roles.of(message, ROLES);
    Message.Builder read = Message.newBuilder().setRole(role);
    switch (role) {
      case TOOL -> {
        // a tool message's name, which some clients send, is its call's
        read.setToolCallId(callId(message.requiredText("tool_call_id")));
        InputParts.put(read, message, "content");
      }
      case ASSISTANT -> assistant(read.setName(message.text("name")), message);
      default -> InputParts.put(read.setName(message.text("name")), message, "content");
    }
    return read.build();
  }

  private void assistant(Message.Builder read, Fields message) throws BadParameter {
    List<ToolCall> calls = toolCalls(message);
    String refusal = message.text("refusal");
    if (message.has("content")) {
      InputParts.put(read, message, "content");
    } else if (refusal != null) {
      read.setParts(
          List.of(
              ContentPart.newBuilder().setType(ContentPartType.REFUSAL).setText(refusal).build()));
    } else if (calls.isEmpty()) {
      throw BadParameter.missing(message.param("content"));
    }
    read.setToolCalls(calls).setProviderStates(providerStates(message));
  }

  private List<ToolCall> toolCalls(Fields message) throws BadParameter {
    JsonNode calls = message.value(CALLS);
    List<ToolCall> list = new ArrayList<>();
    if (calls == null) {
      return list;
    }
    if (!calls.isArray()) {
      throw message.wrong(CALLS, "an array");
    }
    for (int i = 0; i < calls.size(); i++) {
      Fields call = Fields.of(calls.get(i), message.param(CALLS) + "[" + i + "]");
      list.add(toolCall(call));
    }
    return list;
  }

  private ToolCall toolCall(Fields call) throws BadParameter {
    String type = call.has("type") ? call.requiredText("type") : "function";
    boolean custom = type.equals("custom");
    if (!custom && !type.equals("function")) {
      throw BadParameter.unsupported(
          call.param("type"), "Tool calls of type '" + type + "' are not supported.");
    }
    Fields tool = call.object(type);
    return new ToolCall(
        callId(call.requiredText("id")),
        tool.requiredText("name"),
        tool.requiredText(custom ? "input" : "arguments"),
        custom);
  }

  /** The provider's own ID of the call, if it is found. */
  private String callId(String id) {
    JsonNode item = past.item(id);
    return item == null ? id : item.path("call_id").asText(id);
  }

  /** Those that came with the answer that this message was. */
  private List<ProviderState> providerStates(Fields message) throws BadParameter {
    List<ProviderState> states = new ArrayList<>();
    String item = message.json().path(CALLS).path(0).path("id").asText();
    for (JsonNode output : past.outputOf(item)) {
      if (output.path("type").asText().equals("reasoning")) {
        states.addAll(
            ReasoningContent.read(Fields.of(output, message.place()), "encrypted_content"));
      }
    }
    return states.isEmpty() ? details(message) : states;
  }

  /** What the client has kept itself. */
  private static List<ProviderState> details(Fields message) throws BadParameter {
    List<ProviderState> states = new ArrayList<>();
    JsonNode details = message.value(ChatCompletionJson.DETAILS);
    for (int i = 0; details != null && i < details.size(); i++) {
      Fields detail =
          Fields.of(details.get(i), message.param(ChatCompletionJson.DETAILS) + "[" + i + "]");
      if (ChatCompletionJson.ENCRYPTED.equals(detail.text("type"))) {
        states.addAll(ReasoningContent.read(detail, "data"));
      }
    }
    return states;
  }
}
