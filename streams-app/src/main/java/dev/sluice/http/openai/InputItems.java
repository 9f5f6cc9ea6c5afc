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

/**
 * The input of a Responses request as a conversation: what the assistant gave in one turn, which
 * are items of their own there, is one message, so that signatures of its reasoning stay with its
 * tool calls. Confined to one method call.
 */
final class InputItems {
  private static final String PREVIOUS = "previous_response_id";
  private static final List<Role> ROLES =
      List.of(Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.DEVELOPER);

  private final List<Message> messages = new ArrayList<>();

  /** Where in the body each of them begins. */
  private final List<String> places = new ArrayList<>();

  /** Those of reasoning items whose following item has not come yet. */
  private final List<ProviderState> states = new ArrayList<>();

  /** The response whose items the last states and the last message of the assistant were. */
  private String statesOf = "";

  private String answerOf = "";

  /** The IDs of items that were referred to. */
  private final Set<String> referred = new HashSet<>();

  private final Past past;

  private InputItems(Past past) {
    this.past = past;
  }

  /** The earlier conversation, then the body's own input. */
  static InputItems of(Fields body, Past past) throws BadParameter {
    InputItems items = new InputItems(past);
    JsonNode input = body.value("input");
    if (input == null) {
      throw BadParameter.missing("input");
    }
    for (Message before : past.messages()) {
      items.messages.add(before);
      items.places.add(PREVIOUS);
    }
    for (JsonNode item : past.answer()) {
      items.add(Fields.of(item, PREVIOUS));
    }
    if (input.isTextual()) {
      items.places.add("input");
      items.messages.add(
          Message.newBuilder().setRole(Role.USER).setText(input.textValue()).build());
    } else if (input.isArray()) {
      for (int i = 0; i < input.size(); i++) {
        items.add(Fields.of(input.get(i), "input[" + i + "]"));
      }
    } else {
      throw body.wrong("input", "a string or an array of items");
    }
    return items;
  }

  private void add(Fields item) throws BadParameter {
    String type = item.has("type") ? item.requiredText("type") : "message";
    boolean custom = type.equals("custom_tool_call");
    switch (type) {
      case "message" -> {
        Message.Builder message = Message.newBuilder().setRole(Roles.of(item, ROLES));
        InputParts.put(message, item, "content");
        add(message.build(), item);
      }
      case "function_call", "custom_tool_call" ->
          add(
              Message.newBuilder()
                  .setRole(Role.ASSISTANT)
                  .setToolCalls(
                      List.of(
                          new ToolCall(
                              item.requiredText("call_id"),
                              item.requiredText("name"),
                              item.requiredText(custom ? "input" : "arguments"),
                              custom)))
                  .build(),
              item);
      case "function_call_output", "custom_tool_call_output" -> {
        Message.Builder message =
            Message.newBuilder().setRole(Role.TOOL).setToolCallId(item.requiredText("call_id"));
        InputParts.put(message, item, "output");
        add(message.build(), item);
      }
      case "item_reference" -> {
        String id = item.requiredText("id");
        JsonNode named = past.item(id);
        if (named == null) {
          throw BadParameter.notFound(item.param("id"), "Item with id '" + id + "' not found.");
        }
        // a stream may have told one item as several
        if (referred.add(named.path("id").asText())) {
          add(Fields.of(named, item.place()));
        }
      }
      case "reasoning" -> {
        states.addAll(ReasoningContent.read(item, "encrypted_content"));
        statesOf = responseOf(item);
      }
      default ->
          throw BadParameter.unsupported(
              item.param("type"), "Input items of type '" + type + "' are not supported.");
    }
  }

  List<Message> messages() {
    return messages;
  }

  /** Where in the body each message begins. */
  List<String> places() {
    return places;
  }

  private void add(Message message, Fields item) {
    if (message.getRole() != Role.ASSISTANT) {
      endTurn();
      messages.add(message);
      places.add(item.place());
      return;
    }
    Message before = messages.isEmpty() ? null : messages.get(messages.size() - 1);
    if (before != null && before.getRole() == Role.ASSISTANT && isSameTurn(before, message)) {
      messages.set(messages.size() - 1, both(before, message));
    } else {
      messages.add(Message.newBuilder(message).setProviderStates(List.copyOf(states)).build());
      places.add(item.place());
    }
    states.clear();
    answerOf = responseOf(item);
  }

  /**
   * In a stream, states come after the answer whose they are if nothing was written before it.
   * Where nothing but them was answered, they are left out: no provider takes them back.
   */
  private void endTurn() {
    if (!states.isEmpty() && !statesOf.isEmpty() && statesOf.equals(answerOf)) {
      int last = messages.size() - 1;
      Message answer = messages.get(last);
      messages.set(
          last,
          Message.newBuilder(answer)
              .setProviderStates(concat(answer.getProviderStates(), states))
              .build());
    }
    states.clear();
    answerOf = "";
  }

  /** Empty if the item has no ID. */
  private static String responseOf(Fields item) {
    String id = item.json().path("id").asText("");
    return id.isEmpty() ? "" : References.responseOf(id);
  }

  /** Two texts without a tool call are as the client wrote them: it may have made up both. */
  private static boolean isSameTurn(Message before, Message after) {
    return !after.getToolCalls().isEmpty()
        || !before.getToolCalls().isEmpty()
        || (before.getText() == null && before.getParts().isEmpty());
  }

  private Message both(Message before, Message after) {
    Message.Builder both =
        Message.newBuilder(before)
            .setToolCalls(concat(before.getToolCalls(), after.getToolCalls()))
            .setProviderStates(concat(before.getProviderStates(), states));
    List<ContentPart> parts = concat(parts(before), parts(after));
    boolean isText = parts.size() == 1 && parts.get(0).getType() == ContentPartType.TEXT;
    return both.setText(isText ? parts.get(0).getText() : null)
        .setParts(isText ? List.of() : parts)
        .build();
  }

  private static List<ContentPart> parts(Message message) {
    return message.getText() == null
        ? message.getParts()
        : List.of(
            ContentPart.newBuilder()
                .setType(ContentPartType.TEXT)
                .setText(message.getText())
                .build());
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
