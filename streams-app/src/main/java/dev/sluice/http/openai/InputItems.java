package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.Message;
import dev.sluice.v1.Role;
import dev.sluice.v1.ToolCall;
import java.util.ArrayList;
import java.util.List;

/**
 * The input of a Responses request as a conversation: a tool call, which is an item of its own
 * there, belongs to the assistant's message before it. Confined to one method call.
 */
final class InputItems {
  private final List<Message> messages = new ArrayList<>();

  private InputItems() {}

  static List<Message> of(Fields body) throws BadParameter {
    InputItems items = new InputItems();
    String instructions = body.text("instructions");
    if (instructions != null) {
      items.messages.add(Message.newBuilder().setRole(Role.SYSTEM).setText(instructions).build());
    }
    JsonNode input = body.value("input");
    if (input == null) {
      throw BadParameter.missing("input");
    }
    if (input.isTextual()) {
      items.messages.add(
          Message.newBuilder().setRole(Role.USER).setText(input.textValue()).build());
    } else if (input.isArray()) {
      for (int i = 0; i < input.size(); i++) {
        items.add(Fields.of(input.get(i), "input[" + i + "]"));
      }
    } else {
      throw body.wrong("input", "a string or an array of items");
    }
    return items.messages;
  }

  private void add(Fields item) throws BadParameter {
    String type = item.has("type") ? item.requiredText("type") : "message";
    switch (type) {
      case "message" -> {
        Message.Builder message = Message.newBuilder().setRole(role(item));
        InputParts.put(message, item, "content");
        messages.add(message.build());
      }
      case "function_call" ->
          addCall(
              new ToolCall(
                  item.requiredText("call_id"),
                  item.requiredText("name"),
                  item.requiredText("arguments")));
      case "function_call_output" -> {
        Message.Builder message =
            Message.newBuilder().setRole(Role.TOOL).setToolCallId(item.requiredText("call_id"));
        InputParts.put(message, item, "output");
        messages.add(message.build());
      }
      case "reasoning" -> {
        // clients send back all output items; reasoning concerns no other model
      }
      default ->
          throw BadParameter.unsupported(
              item.param("type"), "Input items of type '" + type + "' are not supported.");
    }
  }

  private void addCall(ToolCall call) {
    int last = messages.size() - 1;
    if (last >= 0 && messages.get(last).getRole() == Role.ASSISTANT) {
      List<ToolCall> calls = new ArrayList<>(messages.get(last).getToolCalls());
      calls.add(call);
      messages.set(last, Message.newBuilder(messages.get(last)).setToolCalls(calls).build());
    } else {
      messages.add(
          Message.newBuilder().setRole(Role.ASSISTANT).setToolCalls(List.of(call)).build());
    }
  }

  private static Role role(Fields item) throws BadParameter {
    String role = item.requiredText("role");
    return switch (role) {
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "system" -> Role.SYSTEM;
      case "developer" -> Role.DEVELOPER;
      default ->
          throw BadParameter.invalid(
              item.param("role"),
              "Invalid value: '" + role + "'. Expected user, assistant, system or developer.");
    };
  }
}
