package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import dev.sluice.provider.bedrock.ConverseBlock.Kind;
import dev.sluice.provider.stream.AwsEventStream;
import dev.sluice.provider.stream.LatestFields;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts Converse's reply together from the events of its stream. Confined to one stream. */
final class ConverseAssembler implements ReplyAssembler {
  /** Whatever an event says besides its content. */
  private final ObjectNode fields = Json.object();

  /** In the order of their first events. */
  private final List<ConverseBlock> blocks = new ArrayList<>();

  /** Those that have not been stopped, by index. */
  private final Map<Integer, ConverseBlock> open = new TreeMap<>();

  private final List<AnswerDelta> deltas = new ArrayList<>();
  private int calls;
  private boolean begun;
  private boolean reasoned;
  private boolean ended;
  private @Nullable ObjectNode error;

  @Override
  public List<AnswerDelta> add(StreamEvent event) {
    if (ended || error != null) {
      return List.of();
    }
    deltas.clear();
    JsonNode told = Json.parse(event.data());
    JsonNode data = told != null && told.isObject() ? told : Json.object();
    int index = data.path("contentBlockIndex").asInt(-1);
    String name = event.name() == null ? "" : event.name();
    switch (name) {
      case "messageStart" -> begun = true;
      case "contentBlockStart" -> start(index, data.path("start").path("toolUse"));
      case "contentBlockDelta" -> delta(index, data.path("delta"));
      case "contentBlockStop" -> stop(index);
      case "messageStop" -> {
        List.copyOf(open.keySet()).forEach(this::stop);
        LatestFields.merge(fields, data);
      }
      case "metadata" -> {
        LatestFields.merge(fields, data);
        ended = isComplete();
      }
      default -> error = error(name, data, event.data());
    }
    return List.copyOf(deltas);
  }

  /** In the form of other vendors, and with the name that the header of a refusal would have. */
  private static @Nullable ObjectNode error(String name, JsonNode data, String text) {
    String type;
    if (name.startsWith(AwsEventStream.EXCEPTION)) {
      type = name.substring(AwsEventStream.EXCEPTION.length());
    } else if (name.startsWith(AwsEventStream.ERROR)) {
      type = name.substring(AwsEventStream.ERROR.length());
    } else {
      return null;
    }
    ObjectNode error = data.isEmpty() ? Json.object().put("message", text) : data.deepCopy();
    error.put("type", capitalized(type));
    return Json.object().set("error", error);
  }

  private static String capitalized(String name) {
    return name.isEmpty() ? "" : Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** Only calls have a start that tells anything. */
  private void start(int index, JsonNode toolUse) {
    if (toolUse instanceof ObjectNode start) {
      stop(index);
      ConverseBlock call = ConverseBlock.call(start, calls++);
      add(index, call);
      String id = start.path("toolUseId").asText("");
      String name = start.path("name").asText("");
      deltas.add(new AnswerDelta.ToolCallBegun(call.call(), id, name, false));
    }
  }

  private void add(int index, ConverseBlock block) {
    blocks.add(block);
    open.put(index, block);
  }

  private void delta(int index, JsonNode delta) {
    String text = Json.text(delta.path("text"));
    if (text != null) {
      block(index, Kind.TEXT).append(text);
      deltas.add(new AnswerDelta.Text(text));
    }
    if (delta.path("citation").isObject()) {
      block(index, Kind.TEXT).cite(delta.path("citation"));
    }
    String input = Json.text(delta.path("toolUse").path("input"));
    ConverseBlock call = open.get(index);
    if (input != null && call != null && call.isA(Kind.CALL)) {
      call.append(input);
      deltas.add(new AnswerDelta.ToolArguments(call.call(), input));
    }
    reasoning(index, delta.path("reasoningContent"));
  }

  private void reasoning(int index, JsonNode delta) {
    String text = Json.text(delta.path("text"));
    if (text != null) {
      ConverseBlock block = block(index, Kind.REASONING);
      // as between the blocks of a whole reply
      boolean separates = reasoned && !block.hasPieces();
      block.append(text);
      deltas.add(new AnswerDelta.Reasoning((separates ? "\n\n" : "") + text));
      reasoned = true;
    }
    String signature = Json.text(delta.path("signature"));
    if (signature != null) {
      block(index, Kind.REASONING).sign(signature);
    }
    String redacted = Json.text(delta.path("redactedContent"));
    if (redacted != null) {
      block(index, Kind.REDACTED_REASONING).redact(redacted);
    }
  }

  /** The block of that index, which begins with its first piece unless it is a call. */
  private ConverseBlock block(int index, Kind kind) {
    ConverseBlock known = open.get(index);
    if (known != null && known.isA(kind)) {
      return known;
    }
    stop(index);
    ConverseBlock block = ConverseBlock.of(kind);
    add(index, block);
    return block;
  }

  private void stop(int index) {
    ConverseBlock block = open.remove(index);
    if (block != null && block.isA(Kind.CALL) && !block.hasPieces()) {
      deltas.add(new AnswerDelta.ToolArguments(block.call(), "{}"));
    }
  }

  /** A reply that says why it ended is whole, also without the event that tells its usage. */
  @Override
  public boolean isComplete() {
    return error != null || Json.text(fields.path("stopReason")) != null;
  }

  @Override
  public JsonNode reply() {
    if (error != null) {
      return error.deepCopy();
    }
    ObjectNode reply = fields.deepCopy();
    if (begun || !blocks.isEmpty()) {
      ObjectNode message = reply.putObject("output").putObject("message");
      ArrayNode content = message.put("role", "assistant").putArray("content");
      blocks.forEach(block -> content.add(block.whole()));
    }
    return reply;
  }
}
