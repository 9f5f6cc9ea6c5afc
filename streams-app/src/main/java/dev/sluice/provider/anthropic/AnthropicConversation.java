package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Role;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.SafeToolCallIds;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in the order that the Messages API demands: turns of user and assistant that
 * alternate and begin with the user's, and behind each turn with tool calls all of their results,
 * before anything else that the user says. Decision 0035. Confined to one method call.
 */
final class AnthropicConversation {
  private static final SafeToolCallIds IDS =
      new SafeToolCallIds(Pattern.compile("[a-zA-Z0-9_-]{1,64}"), 24);

  /** For an assistant's greeting: the API demands that the user speaks first. */
  private static final String NOTHING_SAID = ".";

  private final String model;
  private final List<ArrayNode> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private final Map<String, Turn> callers = new HashMap<>();
  private Role lastRole = Role.UNKNOWN;

  private AnthropicConversation(String model) {
    this.model = model;
  }

  /** One side's turn; {@code calls} is empty in the user's. */
  private record Turn(
      String role, ArrayNode content, ArrayNode calls, Map<String, ArrayNode> results) {
    Turn(String role) {
      this(role, Json.MAPPER.createArrayNode(), Json.MAPPER.createArrayNode(), new HashMap<>());
    }

    boolean isAssistant() {
      return role.equals("assistant");
    }
  }

  /**
   * @param model the target's, whose own signed thinking goes back to it
   * @throws dev.sluice.failure.FailureException if the API has no place for a part of it
   */
  static AnthropicConversation of(List<Message> messages, String model) {
    AnthropicConversation conversation = new AnthropicConversation(model);
    IDS.in(messages).forEach(conversation::add);
    conversation.begin();
    return conversation;
  }

  ArrayNode system() {
    ArrayNode blocks = Json.MAPPER.createArrayNode();
    system.forEach(blocks::addAll);
    return blocks;
  }

  private void add(Message message) {
    if (message.role() != Role.SYSTEM && message.role() != Role.DEVELOPER) {
      lastRole = message.role();
    }
    switch (message.role()) {
      case UNKNOWN ->
          throw UnsupportedRequest.invalid(
              "messages", "a message has a role that this release does not support");
      case SYSTEM, DEVELOPER -> addSystem(message);
      case USER -> say(AnthropicContent.of(message.parts()));
      case ASSISTANT -> addAnswer(message);
      case TOOL -> addResult(message);
    }
  }

  private void addSystem(Message message) {
    for (ContentPart part : message.parts()) {
      if (!(part instanceof ContentPart.Text)) {
        throw UnsupportedRequest.unsupported(
            "messages",
            "Anthropic's API takes only text in messages of the role "
                + (message.role() == Role.SYSTEM ? "system" : "developer"));
      }
    }
    ArrayNode blocks = AnthropicContent.of(message.parts());
    if (!blocks.isEmpty()) {
      system.add(blocks);
    }
  }

  private void say(ArrayNode blocks) {
    if (!blocks.isEmpty()) {
      turn("user").content().addAll(blocks);
    }
  }

  /** Tool calls stand at the end of a turn: nothing may come between them and their results. */
  private void addAnswer(Message message) {
    for (ContentPart part : message.parts()) {
      if (!(part instanceof ContentPart.Text || part instanceof ContentPart.Refusal)) {
        throw UnsupportedRequest.unsupported(
            "messages", "Anthropic's API takes only text in messages of the role assistant");
      }
    }
    ArrayNode blocks = AnthropicContent.of(message.parts());
    if (blocks.isEmpty() && message.toolCalls().isEmpty()) {
      return;
    }
    Turn turn = turn("assistant");
    turn.content().addAll(SignedThinking.at(null, model, message)).addAll(blocks);
    for (ToolCall call : message.toolCalls()) {
      turn.calls().addAll(SignedThinking.at(call.id(), model, message));
      turn.calls().add(AnthropicTools.call(call));
      callers.put(call.id(), turn);
    }
  }

  private void addResult(Message message) {
    String id = String.valueOf(message.toolCallId());
    ArrayNode blocks = AnthropicContent.of(message.parts());
    Turn caller = callers.get(id);
    if (caller != null) {
      caller.results().computeIfAbsent(id, any -> Json.MAPPER.createArrayNode()).addAll(blocks);
      return;
    }
    ArrayNode text = Json.MAPPER.createArrayNode();
    AnthropicContent.text(
        text, "Result of a tool call that is no longer part of this conversation:");
    say(text.addAll(blocks));
  }

  /** The last turn if it is that side's and has no results yet, otherwise a new one. */
  private Turn turn(String role) {
    Turn last = last();
    if (last == null || !last.role().equals(role) || !last.results().isEmpty()) {
      last = new Turn(role);
      turns.add(last);
    }
    return last;
  }

  private @Nullable Turn last() {
    return turns.isEmpty() ? null : turns.get(turns.size() - 1);
  }

  /** A request of instructions alone is answered by taking the last of them for the user's. */
  private void begin() {
    if (turns.isEmpty()) {
      if (system.isEmpty()) {
        throw UnsupportedRequest.unsupported(
            "messages", "no message has any content, which Anthropic's API demands");
      }
      say(system.remove(system.size() - 1));
    }
    if (isPrefilled() && lastRole == Role.USER) {
      throw UnsupportedRequest.unsupported(
          "messages", "the last message has no content, which Anthropic's API demands");
    }
    if (turns.get(0).isAssistant()) {
      Turn first = new Turn("user");
      AnthropicContent.text(first.content(), NOTHING_SAID);
      turns.add(0, first);
    }
  }

  /** Whether the last turn is the assistant's, which the model is to go on with. */
  boolean isPrefilled() {
    Turn last = last();
    return last != null && last.isAssistant() && last.calls().isEmpty();
  }

  /**
   * Whether the last answer called tools and does not begin with thinking: thinking with a budget
   * can't be turned on before the turn is over.
   */
  boolean isAmidUnthoughtCalls() {
    for (int i = turns.size() - 1; i >= 0; i--) {
      Turn turn = turns.get(i);
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
    ArrayNode messages = Json.MAPPER.createArrayNode();
    ArrayNode results = Json.MAPPER.createArrayNode();
    for (Turn turn : turns) {
      if (turn.isAssistant() && !results.isEmpty()) {
        write(messages, "user", results);
        results = Json.MAPPER.createArrayNode();
      }
      write(messages, turn.role(), results.addAll(turn.content()).addAll(turn.calls()));
      results = results(turn);
    }
    Turn last = last();
    if (last != null && !last.calls().isEmpty() && last.results().isEmpty()) {
      throw UnsupportedRequest.invalid(
          "messages", "the tool calls of the last message have no results");
    }
    if (!results.isEmpty()) {
      write(messages, "user", results);
    }
    if (isPrefilled()) {
      AnthropicContent.stripEnd(messages.get(messages.size() - 1).path("content"));
    }
    return messages;
  }

  private static void write(ArrayNode messages, String role, ArrayNode content) {
    messages.addObject().put("role", role).set("content", content);
  }

  /** In the order of the calls; one that was interrupted gets an error for a result. */
  private static ArrayNode results(Turn turn) {
    ArrayNode results = Json.MAPPER.createArrayNode();
    for (JsonNode call : turn.calls()) {
      if (!call.path("type").asText().equals("tool_use")) {
        continue;
      }
      String id = call.path("id").asText();
      ObjectNode result = results.addObject().put("type", "tool_result").put("tool_use_id", id);
      ArrayNode blocks = turn.results().get(id);
      if (blocks == null) {
        AnthropicContent.text(result.putArray("content"), "The tool call was interrupted.");
        result.put("is_error", true);
      } else if (!blocks.isEmpty()) {
        AnthropicCaching.raise(blocks, result);
        result.set("content", blocks);
      }
    }
    return results;
  }
}
