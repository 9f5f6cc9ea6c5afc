package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The output of a response, from the events of its items. OpenAI counts the items by {@code
 * output_index} and gives all events of one the same {@code item_id}; others count all as 0, or
 * give each event an ID of its own. Confined to one exchange.
 */
final class StreamedOutput {
  private static final Map<String, OutputKind> DELTAS =
      Map.of(
          "response.output_text.delta", OutputKind.TEXT,
          "response.refusal.delta", OutputKind.REFUSAL,
          "response.reasoning_summary_text.delta", OutputKind.SUMMARY,
          "response.reasoning_text.delta", OutputKind.THOUGHT,
          "response.function_call_arguments.delta", OutputKind.ARGUMENTS,
          "response.custom_tool_call_input.delta", OutputKind.INPUT);

  private final List<StreamedOutputItem> items = new ArrayList<>();
  private final Map<Integer, StreamedOutputItem> byIndex = new HashMap<>();
  private final OutputDeltas deltas = new OutputDeltas();

  /**
   * @param event any JSON value
   */
  List<AnswerDelta> add(String type, JsonNode event) {
    OutputKind kind = DELTAS.get(type);
    if (kind != null) {
      StreamedOutputItem item = item(kind.itemType(), event);
      int part =
          event.path(kind == OutputKind.SUMMARY ? "summary_index" : "content_index").asInt(0);
      item.add(kind, part, event.path("delta").asText(""));
    } else if (event.path("item") instanceof ObjectNode told) {
      switch (type) {
        case "response.output_item.added" -> begun(told, event);
        case "response.output_item.done" -> known(told, event).end(told);
        default -> {
          // says nothing of an answer
        }
      }
    }
    return deltas.take();
  }

  /** A server that counts all items as 0 begins the next one where another is. */
  private void begun(ObjectNode told, JsonNode event) {
    StreamedOutputItem before = byIndex.get(event.path("output_index").asInt(0));
    if (before == null || before.isDone() || !before.isLike(told)) {
      create(told, event);
    }
  }

  private StreamedOutputItem known(ObjectNode told, JsonNode event) {
    StreamedOutputItem named = named(Json.text(told.path("id")));
    if (named != null) {
      return named;
    }
    StreamedOutputItem placed = byIndex.get(event.path("output_index").asInt(0));
    boolean isPlaced = placed != null && !placed.isDone() && placed.isLike(told);
    return placed != null && isPlaced ? placed : create(told, event);
  }

  /** The item that a piece belongs to, which may not have been announced. */
  private StreamedOutputItem item(String type, JsonNode event) {
    StreamedOutputItem named = named(Json.text(event.path("item_id")));
    if (named != null && named.isOpen(type)) {
      return named;
    }
    StreamedOutputItem placed = byIndex.get(event.path("output_index").asInt(0));
    if (placed != null && placed.isOpen(type)) {
      return placed;
    }
    for (int i = items.size() - 1; i >= 0; i--) {
      if (items.get(i).isOpen(type)) {
        return items.get(i);
      }
    }
    return create(Json.object().put("type", type), event);
  }

  private @Nullable StreamedOutputItem named(@Nullable String id) {
    return id == null
        ? null
        : items.stream().filter(item -> item.isNamed(id)).findFirst().orElse(null);
  }

  private StreamedOutputItem create(ObjectNode told, JsonNode event) {
    StreamedOutputItem item = new StreamedOutputItem(told, deltas);
    items.add(item);
    byIndex.put(event.path("output_index").asInt(0), item);
    return item;
  }

  /**
   * Takes the whole output, as the last event tells it, and tells what no other has.
   *
   * @param output any JSON value
   */
  List<AnswerDelta> end(JsonNode output) {
    List<StreamedOutputItem> open = new ArrayList<>(items);
    for (JsonNode each : output) {
      if (each instanceof ObjectNode told) {
        StreamedOutputItem item =
            open.stream()
                .filter(known -> known.isLike(told))
                .findFirst()
                .orElseGet(() -> new StreamedOutputItem(told, deltas));
        open.remove(item);
        item.end(told);
      }
    }
    return deltas.take();
  }

  /**
   * Whether all that was told of the answer is in that output. Some servers leave it empty in the
   * last event, and vLLM has had nothing in it but the last words.
   */
  boolean isIn(JsonNode output) {
    StringBuilder texts = new StringBuilder();
    StringBuilder refusals = new StringBuilder();
    int calls = 0;
    for (JsonNode item : output) {
      calls += OutputKind.isToolCall(item.path("type").asText("")) ? 1 : 0;
      for (JsonNode part : item.path("content")) {
        texts.append(OutputKind.TEXT.of(part));
        refusals.append(OutputKind.REFUSAL.of(part));
      }
    }
    boolean isLeftOut = output.isEmpty() && !items.isEmpty();
    return output.isArray()
        && !isLeftOut
        && deltas.areOf(texts.toString(), refusals.toString(), calls);
  }

  ArrayNode toJson() {
    ArrayNode json = Json.MAPPER.createArrayNode();
    items.forEach(item -> json.add(item.toJson()));
    return json;
  }
}
