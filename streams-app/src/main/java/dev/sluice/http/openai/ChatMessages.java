package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.ContentPart;
import dev.sluice.v1.ContentPartType;
import dev.sluice.v1.Message;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.Role;
import dev.sluice.v1.ToolCall;
import java.util.ArrayList;
import java.util.List;

/** Converts the messages of a chat completion's request. Pure; any thread. */
final class ChatMessages {
  private static final String CALLS = "tool_calls";

  private ChatMessages() {}

  static List<Message> of(Fields body) throws BadParameter {
    JsonNode messages = body.value("messages");
    if (messages == null) {
      throw BadParameter.missing("messages");
    }
    if (!messages.isArray()) {
      throw body.wrong("messages", "an array");
    }
    List<Message> list = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      list.add(message(Fields.of(messages.get(i), "messages[" + i + "]")));
    }
    return list;
  }

  private static Message message(Fields message) throws BadParameter {
    Role role = role(message);
    Message.Builder read = Message.newBuilder().setRole(role);
    switch (role) {
      case TOOL -> {
        // a tool message's name, which some clients send, is its call's
        read.setToolCallId(message.requiredText("tool_call_id"));
        InputParts.put(read, message, "content");
      }
      case ASSISTANT -> assistant(read.setName(message.text("name")), message);
      default -> InputParts.put(read.setName(message.text("name")), message, "content");
    }
    return read.build();
  }

  private static void assistant(Message.Builder read, Fields message) throws BadParameter {
    List<ToolCall> calls = toolCalls(message);
    String refusal = message.text("refusal");
    JsonNode content = message.value("content");
    if (content != null && !(content.isEmpty() && content.asText().isEmpty() && !calls.isEmpty())) {
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

  private static List<ToolCall> toolCalls(Fields message) throws BadParameter {
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
      String type = call.has("type") ? call.requiredText("type") : "function";
      if (!type.equals("function")) {
        throw BadParameter.unsupported(
            call.param("type"), "Tool calls of type '" + type + "' are not supported.");
      }
      Fields function = call.object("function");
      list.add(
          new ToolCall(
              call.requiredText("id"),
              function.requiredText("name"),
              function.requiredText("arguments")));
    }
    return list;
  }

  /** Those that came with the answer that this message was, as far as the client kept them. */
  private static List<ProviderState> providerStates(Fields message) throws BadParameter {
    JsonNode details = message.value("reasoning_details");
    List<ProviderState> states = new ArrayList<>();
    for (int i = 0; details != null && i < details.size(); i++) {
      Fields detail = Fields.of(details.get(i), message.param("reasoning_details") + "[" + i + "]");
      if (ChatCompletionJson.ENCRYPTED.equals(detail.text("type"))) {
        states.addAll(ReasoningContent.read(detail, "data"));
      }
    }
    return states;
  }

  private static Role role(Fields message) throws BadParameter {
    String role = message.requiredText("role");
    return switch (role) {
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "system" -> Role.SYSTEM;
      case "developer" -> Role.DEVELOPER;
      case "tool" -> Role.TOOL;
      default ->
          throw BadParameter.invalid(
              message.param("role"),
              "Invalid value: '"
                  + role
                  + "'. Expected user, assistant, system, developer or tool.");
    };
  }
}
