package dev.sluice.provider.shaping;

import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Puts the results of tool calls directly behind the message that makes the calls, where all but
 * the Responses API want them: agents put a user's word between the two, or the assistant's own,
 * which belongs to its calls: behind their results it would be the beginning of another answer.
 * Pure.
 */
final class TurnOrder {
  private TurnOrder() {}

  static List<Message> of(List<Message> messages, Adjustments adjustments) {
    List<List<Message>> turns = new ArrayList<>(messages.size());
    // some models count their calls anew in each turn: an ID means its latest call
    Map<String, List<Message>> turnOfCall = new HashMap<>();
    List<Message> latest = List.of();
    for (Message message : messages) {
      List<Message> own =
          message.role() == Role.TOOL ? turnOfCall.remove(message.toolCallId()) : null;
      if (own != null) {
        if (own != latest) {
          adjustments.note("tool results moved to their calls");
        }
        own.add(message);
        continue;
      }
      if (endsCalls(latest, message)) {
        latest.set(0, merged(latest.get(0), message));
        adjustments.note("assistant's words moved to its calls");
        continue;
      }
      latest = new ArrayList<>();
      latest.add(message);
      turns.add(latest);
      for (ToolCall call : message.toolCalls()) {
        turnOfCall.put(call.id(), latest);
      }
    }
    return turns.stream().flatMap(List::stream).toList();
  }

  private static boolean endsCalls(List<Message> turn, Message message) {
    return turn.size() == 1
        && !turn.get(0).toolCalls().isEmpty()
        && message.role() == Role.ASSISTANT
        && message.toolCalls().isEmpty();
  }

  private static Message merged(Message calls, Message words) {
    return calls
        .withParts(Stream.concat(calls.parts().stream(), words.parts().stream()).toList())
        .withProviderStates(
            Stream.concat(calls.providerStates().stream(), words.providerStates().stream())
                .toList());
  }
}
