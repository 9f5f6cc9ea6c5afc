package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.FinishReason;
import dev.sluice.json.Json;
import dev.sluice.provider.http.FinishReasons;
import dev.sluice.provider.stream.ErrorEvents;
import dev.sluice.provider.stream.LatestFields;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts a message together from the events of its stream. Confined to one stream. */
final class AnthropicAssembler implements ReplyAssembler {
  private static final Set<String> APART = Set.of("type", "delta", "usage");

  /** All but its content and its usage. */
  private final ObjectNode message = Json.object();

  private final ObjectNode usage = Json.object();

  /** In the order of their starts, which is that of their indexes. */
  private final List<AnthropicBlock> blocks = new ArrayList<>();

  /** Those that have not been stopped, by index. */
  private final Map<Integer, AnthropicBlock> open = new TreeMap<>();

  private final List<AnswerDelta> deltas = new ArrayList<>();
  private int calls;
  private boolean begun;
  private boolean reasoned;
  private boolean refused;
  private boolean ended;
  private @Nullable ObjectNode error;

  @Override
  public List<AnswerDelta> add(StreamEvent event) {
    if (ended || error != null) {
      return List.of();
    }
    deltas.clear();
    JsonNode data = Json.parse(event.data());
    JsonNode told = data != null && data.isObject() ? data : Json.object();
    int index = told.path("index").asInt(0);
    switch (type(event, told)) {
      case "message_start" -> begin(told.path("message"));
      case "content_block_start" -> start(index, told.path("content_block"));
      case "content_block_delta" -> delta(open.get(index), told.path("delta"));
      case "content_block_stop" -> stop(index);
      case "message_delta" -> change(told);
      case "message_stop" -> {
        ended = true;
        stopAll();
      }
      case "ping" -> {
        // keeps the connection open
      }
      default -> error = ErrorEvents.in(event, data);
    }
    return List.copyOf(deltas);
  }

  /** Some servers name the event in one of the two places only. */
  private static String type(StreamEvent event, JsonNode data) {
    String type = Json.text(data.path("type"));
    String name = event.name();
    return type != null ? type : name == null ? "" : name;
  }

  private void begin(JsonNode start) {
    if (!begun && start instanceof ObjectNode given) {
      begun = true;
      message.setAll(given);
      message.remove(List.of("content", "usage"));
      LatestFields.merge(usage, given.path("usage"));
    }
  }

  private void start(int index, JsonNode start) {
    if (!(start instanceof ObjectNode fields)) {
      return;
    }
    stop(index);
    AnthropicBlock block = new AnthropicBlock(fields, calls);
    blocks.add(block);
    open.put(index, block);
    if (block.isCall()) {
      calls++;
      deltas.add(
          new AnswerDelta.ToolCallBegun(block.call(), block.text("id"), block.text("name"), false));
    } else if (block.isA("text")) {
      addText(block.pieces());
    } else if (block.isA("thinking")) {
      // as between the blocks of a whole message
      addReasoning((reasoned ? "\n\n" : "") + block.pieces());
    }
  }

  private void delta(@Nullable AnthropicBlock block, JsonNode delta) {
    if (block == null) {
      return;
    }
    switch (delta.path("type").asText("")) {
      case "text_delta" -> {
        if (block.isA("text")) {
          String text = delta.path("text").asText("");
          block.append(text);
          addText(text);
        }
      }
      case "thinking_delta" -> {
        if (block.isA("thinking")) {
          String thinking = delta.path("thinking").asText("");
          block.append(thinking);
          addReasoning(thinking);
        }
      }
      case "input_json_delta" -> input(block, delta.path("partial_json").asText(""));
      case "signature_delta" -> block.sign(delta.path("signature").asText(""));
      case "citations_delta" -> block.cite(delta.path("citation"));
      default -> {
        // of a kind of block that the answer has nothing of
      }
    }
  }

  /** The vendor's own tools have inputs, too, which the answer has nothing of. */
  private void input(AnthropicBlock block, String json) {
    if (block.isCall() && !json.isEmpty()) {
      block.append(json);
      deltas.add(new AnswerDelta.ToolArguments(block.call(), json));
    }
  }

  private void addText(String text) {
    if (!text.isEmpty()) {
      deltas.add(new AnswerDelta.Text(text));
    }
  }

  private void addReasoning(String text) {
    if (!text.isEmpty()) {
      reasoned = true;
      deltas.add(new AnswerDelta.Reasoning(text));
    }
  }

  private void stop(int index) {
    AnthropicBlock block = open.remove(index);
    if (block != null && block.isCall() && block.pieces().isEmpty()) {
      deltas.add(new AnswerDelta.ToolArguments(block.call(), block.givenArguments()));
    }
  }

  private void stopAll() {
    List.copyOf(open.keySet()).forEach(this::stop);
  }

  /** What changes of the message as a whole. */
  private void change(JsonNode event) {
    LatestFields.merge(usage, event.path("usage"));
    LatestFields.merge(message, event.path("delta"));
    ObjectNode others = event.deepCopy();
    others.remove(APART);
    LatestFields.merge(message, others);
    String reason = Json.text(message.path("stop_reason"));
    if (reason == null) {
      return;
    }
    stopAll();
    if (!refused && FinishReasons.of(reason) == FinishReason.REFUSAL) {
      refused = true;
      deltas.add(new AnswerDelta.Refusal(AnthropicAnswers.refusal(message.path("stop_details"))));
    }
  }

  /** A message that says why it ended is whole, also without the event that ends the stream. */
  @Override
  public boolean isComplete() {
    return ended || error != null || Json.text(message.path("stop_reason")) != null;
  }

  @Override
  public JsonNode reply() {
    ObjectNode reply = error == null ? message.deepCopy() : error.deepCopy();
    if (error == null && (begun || !blocks.isEmpty())) {
      ArrayNode content = reply.putArray("content");
      blocks.forEach(block -> content.add(block.whole()));
    }
    if (!usage.isEmpty()) {
      reply.set("usage", usage.deepCopy());
    }
    return reply;
  }
}
