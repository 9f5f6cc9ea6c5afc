package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.provider.http.AlternatingTurns;
import dev.sluice.provider.http.AlternatingTurns.Turn;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.List;

/** What the Messages API asks of a conversation beside the order of its turns. Pure. */
record AnthropicConversation(AlternatingTurns turns) {

  /**
   * @param model the target's, whose own signed thinking goes back to it
   * @throws dev.sluice.failure.FailureException if the API has no place for a part of it
   */
  static AnthropicConversation of(List<Message> messages, String model) {
    AnthropicConversation conversation =
        new AnthropicConversation(AlternatingTurns.of(messages, new AnthropicTurns(model)));
    if (conversation.isPrefilled() && lastSpeaker(messages) == Role.USER) {
      throw UnsupportedRequest.unsupported(
          "messages", "the last message has no content, which Anthropic's API demands");
    }
    return conversation;
  }

  private static Role lastSpeaker(List<Message> messages) {
    Role last = Role.UNKNOWN;
    for (Message message : messages) {
      if (message.role() != Role.SYSTEM && message.role() != Role.DEVELOPER) {
        last = message.role();
      }
    }
    return last;
  }

  ArrayNode system() {
    return turns.system();
  }

  /** Whether the last turn is the assistant's, which the model is to go on with. */
  boolean isPrefilled() {
    return turns.last().isAssistant() && turns.last().calls().isEmpty();
  }

  /**
   * Whether the last answer called tools and does not begin with thinking: thinking with a budget
   * can't be turned on before the turn is over.
   */
  boolean isAmidUnthoughtCalls() {
    List<Turn> all = turns.turns();
    for (int i = all.size() - 1; i >= 0; i--) {
      Turn turn = all.get(i);
      if (turn.isAssistant()) {
        JsonNode first = (turn.content().isEmpty() ? turn.calls() : turn.content()).path(0);
        return !turn.calls().isEmpty() && !SignedThinking.is(first);
      }
      if (!turn.content().isEmpty()) {
        return false;
      }
    }
    return false;
  }

  /**
   * @throws dev.sluice.failure.FailureException if the last turn's tool calls have no result
   */
  ArrayNode messages() {
    ArrayNode messages = turns.messages();
    if (isPrefilled()) {
      AnthropicContent.stripEnd(messages.get(messages.size() - 1).path("content"));
    }
    return messages;
  }
}
