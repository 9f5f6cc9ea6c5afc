package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as Anthropic's and Bedrock's APIs demand it: turns of user and assistant that
 * alternate and begin with the user's, and behind each turn with tool calls all of their results,
 * before anything else that the user says. Decision 0035. Confined to one method call.
 */
public final class AlternatingTurns {
  /** For an assistant's greeting: the user has to speak first. */
  private static final String NOTHING_SAID = ".";

  private final TurnForm form;
  private final List<ArrayNode> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private final Map<String, Turn> callers = new HashMap<>();

  /** One side's turn; {@code calls} and {@code results} are empty in the user's. */
  public record Turn(
      boolean isAssistant, ArrayNode content, ArrayNode calls, Map<String, ArrayNode> results) {
    private Turn(boolean isAssistant) {
      this(isAssistant, array(), array(), new HashMap<>());
    }
  }

  private AlternatingTurns(TurnForm form) {
    this.form = form;
  }

  /**
   * @throws dev.sluice.failure.FailureException if the API has no place for a part of it
   */
  public static AlternatingTurns of(List<Message> messages, TurnForm form) {
    AlternatingTurns conversation = new AlternatingTurns(form);
    messages.forEach(conversation::add);
    conversation.begin();
    return conversation;
  }

  /** At least one, the first of them the user's. */
  public List<Turn> turns() {
    return List.copyOf(turns);
  }

  public Turn last() {
    return turns.get(turns.size() - 1);
  }

  /** The blocks of all instructions, in order. */
  public ArrayNode system() {
    ArrayNode blocks = array();
    system.forEach(blocks::addAll);
    return blocks;
  }

  /**
   * @throws dev.sluice.failure.FailureException if the last turn's tool calls have no result
   */
  public ArrayNode messages() {
    if (!last().calls().isEmpty() && last().results().isEmpty()) {
      throw UnsupportedRequest.invalid(
          "messages", "the tool calls of the last message have no results");
    }
    ArrayNode messages = array();
    ArrayNode results = array();
    for (Turn turn : turns) {
      if (turn.isAssistant() && !results.isEmpty()) {
        write(messages, false, results);
        results = array();
      }
      write(messages, turn.isAssistant(), results.addAll(turn.content()).addAll(turn.calls()));
      results = results(turn);
    }
    if (!results.isEmpty()) {
      write(messages, false, results);
    }
    return messages;
  }

  private void add(Message message) {
    switch (message.role()) {
      case UNKNOWN ->
          throw UnsupportedRequest.invalid(
              "messages", "a message has a role that this release does not support");
      case SYSTEM, DEVELOPER -> {
        ArrayNode blocks = onlyText(message);
        if (!blocks.isEmpty()) {
          system.add(blocks);
        }
      }
      case USER -> say(form.content(message.parts()));
      case ASSISTANT -> addAnswer(message);
      case TOOL -> addResult(message);
    }
  }

  private ArrayNode onlyText(Message message) {
    for (ContentPart part : message.parts()) {
      if (!(part instanceof ContentPart.Text || part instanceof ContentPart.Refusal)) {
        throw UnsupportedRequest.unsupported(
            "messages",
            form.api()
                + " takes only text in messages of the role "
                + message.role().name().toLowerCase(Locale.ROOT));
      }
    }
    return form.content(message.parts());
  }

  private void say(ArrayNode blocks) {
    if (!blocks.isEmpty()) {
      turn(false).content().addAll(blocks);
    }
  }

  /** Tool calls stand at the end of a turn: nothing may come between them and their results. */
  private void addAnswer(Message message) {
    ArrayNode blocks = onlyText(message);
    if (blocks.isEmpty() && message.toolCalls().isEmpty()) {
      return;
    }
    Turn turn = turn(true);
    turn.content().addAll(form.reasoning(null, message)).addAll(blocks);
    for (ToolCall call : message.toolCalls()) {
      turn.calls().addAll(form.reasoning(call.id(), message)).add(form.call(call));
      callers.put(call.id(), turn);
    }
  }

  private void addResult(Message message) {
    String id = String.valueOf(message.toolCallId());
    ArrayNode blocks = form.content(message.parts());
    Turn caller = callers.get(id);
    if (caller != null) {
      caller.results().computeIfAbsent(id, any -> array()).addAll(blocks);
    } else {
      say(
          text("Result of a tool call that is no longer part of this conversation:")
              .addAll(blocks));
    }
  }

  /** The last turn if it is that side's and has no results yet, otherwise a new one. */
  private Turn turn(boolean isAssistant) {
    Turn last = turns.isEmpty() ? null : last();
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
            "messages", "no message has any content, which %s demands".formatted(form.api()));
      }
      say(system.remove(system.size() - 1));
    }
    if (turns.get(0).isAssistant()) {
      Turn first = new Turn(false);
      first.content().addAll(text(NOTHING_SAID));
      turns.add(0, first);
    }
  }

  /** In the order of the calls. */
  private ArrayNode results(Turn turn) {
    ArrayNode results = array();
    for (JsonNode block : turn.calls()) {
      String id = form.callId(block);
      if (id != null) {
        @Nullable ArrayNode content = turn.results().get(id);
        form.addResult(results, id, content);
      }
    }
    return results;
  }

  private ArrayNode text(String text) {
    return form.content(List.of(new ContentPart.Text(text)));
  }

  private static void write(ArrayNode messages, boolean isAssistant, ArrayNode content) {
    messages.addObject().put("role", isAssistant ? "assistant" : "user").set("content", content);
  }

  private static ArrayNode array() {
    return Json.MAPPER.createArrayNode();
  }
}
