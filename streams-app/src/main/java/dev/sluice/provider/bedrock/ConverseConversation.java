package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.SafeToolCallIds;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in the order that Converse demands: turns of user and assistant that alternate and
 * begin with the user's, and behind each turn with tool calls all of their results, before anything
 * else that the user says. Confined to one method call.
 */
final class ConverseConversation {
  private static final SafeToolCallIds IDS =
      new SafeToolCallIds(Pattern.compile("[a-zA-Z0-9_-]{1,64}"), 24);

  /** For an assistant's greeting: the user must speak first. */
  private static final String NOTHING_SAID = ".";

  private final String model;
  private final List<ArrayNode> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private final Map<String, Turn> callers = new HashMap<>();
  private final Set<String> toolNames = new LinkedHashSet<>();

  private ConverseConversation(String model) {
    this.model = model;
  }

  /** One side's turn; {@code calls} and {@code results} are empty in the user's. */
  private record Turn(
      boolean isAssistant, ArrayNode content, ArrayNode calls, Map<String, ArrayNode> results) {
    Turn(boolean isAssistant) {
      this(
          isAssistant,
          Json.MAPPER.createArrayNode(),
          Json.MAPPER.createArrayNode(),
          new HashMap<>());
    }
  }

  /**
   * @param model the target's, whose own reasoning goes back to it
   * @throws dev.sluice.failure.FailureException if the API has no place for a part of it
   */
  static ConverseConversation of(List<Message> messages, String model) {
    ConverseConversation conversation = new ConverseConversation(model);
    IDS.in(messages).forEach(conversation::add);
    conversation.begin();
    return conversation;
  }

  ArrayNode system() {
    ArrayNode blocks = Json.MAPPER.createArrayNode();
    system.forEach(blocks::addAll);
    return blocks;
  }

  /** The names of the tools that it calls, in order. */
  Set<String> toolNames() {
    return toolNames;
  }

  private void add(Message message) {
    switch (message.role()) {
      case UNKNOWN ->
          throw UnsupportedRequest.invalid(
              "messages", "a message has a role that this release does not support");
      case SYSTEM, DEVELOPER -> addSystem(message);
      case USER -> say(ConverseContent.of(message.parts()));
      case ASSISTANT -> addAnswer(message);
      case TOOL -> addResult(message);
    }
  }

  private void addSystem(Message message) {
    onlyText(message);
    ArrayNode blocks = ConverseContent.of(message.parts());
    if (!blocks.isEmpty()) {
      system.add(blocks);
    }
  }

  private static void onlyText(Message message) {
    for (ContentPart part : message.parts()) {
      if (!(part instanceof ContentPart.Text || part instanceof ContentPart.Refusal)) {
        throw UnsupportedRequest.unsupported(
            "messages",
            "Converse takes images and files only in messages of the user and of tools");
      }
    }
  }

  private void say(ArrayNode blocks) {
    if (!blocks.isEmpty()) {
      turn(false).content().addAll(blocks);
    }
  }

  /** Tool calls stand at the end of a turn: nothing may come between them and their results. */
  private void addAnswer(Message message) {
    onlyText(message);
    ArrayNode blocks = ConverseContent.of(message.parts());
    if (blocks.isEmpty() && message.toolCalls().isEmpty()) {
      return;
    }
    Turn turn = turn(true);
    turn.content().addAll(reasoning(null, message)).addAll(blocks);
    for (ToolCall call : message.toolCalls()) {
      turn.calls().addAll(reasoning(call.id(), message));
      turn.calls().addObject().set("toolUse", toolUse(call));
      callers.put(call.id(), turn);
      toolNames.add(call.name());
    }
  }

  /** A signature is valid for the model that made it; the client may have written anything. */
  private ArrayNode reasoning(@Nullable String toolCallId, Message message) {
    ArrayNode blocks = Json.MAPPER.createArrayNode();
    for (ProviderState state :
        ProviderState.at(toolCallId, ProviderState.BEDROCK, message.providerStates())) {
      JsonNode data = Json.parse(state.data());
      if (state.model().equals(model) && data != null && data.path("reasoningContent").isObject()) {
        blocks.addObject().set("reasoningContent", data.path("reasoningContent"));
      }
    }
    return blocks;
  }

  private static ObjectNode toolUse(ToolCall call) {
    JsonNode input = call.arguments().isBlank() ? Json.object() : Json.parse(call.arguments());
    if (input == null || !input.isObject()) {
      throw UnsupportedRequest.invalid(
          "messages", "the arguments of tool call " + call.id() + " are not a JSON object");
    }
    ObjectNode use = Json.object().put("toolUseId", call.id()).put("name", call.name());
    return use.set("input", input);
  }

  private void addResult(Message message) {
    String id = String.valueOf(message.toolCallId());
    ArrayNode blocks = ConverseContent.of(message.parts());
    Turn caller = callers.get(id);
    if (caller != null) {
      caller.results().computeIfAbsent(id, any -> Json.MAPPER.createArrayNode()).addAll(blocks);
      return;
    }
    ArrayNode text = Json.MAPPER.createArrayNode();
    ConverseContent.text(
        text, "Result of a tool call that is no longer part of this conversation:");
    say(text.addAll(blocks));
  }

  /** The last turn if it is that side's and has no results yet, otherwise a new one. */
  private Turn turn(boolean isAssistant) {
    Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
    if (last == null || last.isAssistant() != isAssistant || !last.results().isEmpty()) {
      last = new Turn(isAssistant);
      turns.add(last);
    }
    return last;
  }

  /** A request of instructions alone is answered by taking the last of them for the user's. */
  private void begin() {
    if (turns.isEmpty()) {
      if (system.isEmpty()) {
        throw UnsupportedRequest.unsupported(
            "messages", "no message has any content, which Converse demands");
      }
      say(system.remove(system.size() - 1));
    }
    if (turns.get(0).isAssistant()) {
      Turn first = new Turn(false);
      ConverseContent.text(first.content(), NOTHING_SAID);
      turns.add(0, first);
    }
  }

  /**
   * @throws dev.sluice.failure.FailureException if the last turn's tool calls have no result
   */
  ArrayNode messages() {
    Turn last = turns.get(turns.size() - 1);
    if (!last.calls().isEmpty() && last.results().isEmpty()) {
      throw UnsupportedRequest.invalid(
          "messages", "the tool calls of the last message have no results");
    }
    ArrayNode messages = Json.MAPPER.createArrayNode();
    ArrayNode results = Json.MAPPER.createArrayNode();
    for (Turn turn : turns) {
      if (turn.isAssistant() && !results.isEmpty()) {
        write(messages, "user", results);
        results = Json.MAPPER.createArrayNode();
      }
      ArrayNode content = results.addAll(turn.content()).addAll(turn.calls());
      write(messages, turn.isAssistant() ? "assistant" : "user", content);
      results = results(turn);
    }
    if (!results.isEmpty()) {
      write(messages, "user", results);
    }
    return messages;
  }

  private static void write(ArrayNode messages, String role, ArrayNode content) {
    messages.addObject().put("role", role).set("content", content);
  }

  /** In the order of the calls; one that was interrupted gets a text for a result. */
  private static ArrayNode results(Turn turn) {
    ArrayNode results = Json.MAPPER.createArrayNode();
    Set<String> written = new HashSet<>();
    for (JsonNode call : turn.calls()) {
      String id = call.path("toolUse").path("toolUseId").asText("");
      if (id.isEmpty() || !written.add(id)) {
        continue;
      }
      ArrayNode blocks = turn.results().get(id);
      ArrayNode cachePoints = Json.MAPPER.createArrayNode();
      ObjectNode result = results.addObject().putObject("toolResult").put("toolUseId", id);
      ArrayNode content = result.putArray("content");
      if (blocks == null) {
        ConverseContent.text(content, "The tool call was interrupted.");
      } else {
        // a cache point is no content of a result, but stands behind it
        blocks.forEach(block -> (block.has("cachePoint") ? cachePoints : content).add(block));
        if (content.isEmpty()) {
          ConverseContent.text(content, "(no output)");
        }
      }
      results.addAll(cachePoints);
    }
    return results;
  }
}
