package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.stream.StreamEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Events that no vendor sends: made of vendors' words, or of their events. */
final class RandomStreams {
  private static final List<String> NAMES =
      List.of(
          "choices",
          "delta",
          "message",
          "content",
          "index",
          "tool_calls",
          "function",
          "custom",
          "name",
          "arguments",
          "input",
          "id",
          "type",
          "finish_reason",
          "usage",
          "prompt_tokens",
          "completion_tokens",
          "x_groq",
          "error",
          "detail",
          "refusal",
          "reasoning",
          "reasoning_content",
          "reasoning_details",
          "text",
          "signature",
          "data",
          "thinking",
          "extra_content",
          "function_call",
          "content_filter_results",
          "filtered",
          "model",
          "service_tier",
          "response",
          "output",
          "item",
          "item_id",
          "output_index",
          "content_index",
          "summary_index",
          "call_id",
          "status",
          "summary",
          "object",
          "code",
          "base_resp");

  private static final List<String> WORDS =
      List.of(
          "",
          " ",
          "a",
          "{",
          "{}",
          "{\"a\":1}",
          "stop",
          "null",
          "error",
          "function",
          "custom",
          "message",
          "reasoning",
          "thinking",
          "text",
          "output_text",
          "refusal",
          "summary_text",
          "function_call",
          "custom_tool_call",
          "reasoning.text",
          "in_progress",
          "completed",
          "response.created",
          "response.output_item.added",
          "response.output_item.done",
          "response.output_text.delta",
          "response.refusal.delta",
          "response.reasoning_text.delta",
          "response.reasoning_summary_text.delta",
          "response.function_call_arguments.delta",
          "response.custom_tool_call_input.delta",
          "response.completed",
          "response.failed",
          "[DONE]",
          "Internal server error");

  private static final int DEEPEST = 5;

  private final Random random;

  RandomStreams(long seed) {
    this.random = new Random(seed);
  }

  /** Of any JSON, and now and then of none. */
  List<StreamEvent> made() {
    List<StreamEvent> events = new ArrayList<>();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      String data = random.nextInt(20) == 0 ? word() : value(0).toString();
      events.add(new StreamEvent(name(), data));
    }
    return events;
  }

  private @Nullable String name() {
    return random.nextBoolean() ? null : word();
  }

  /** These in another order, some of them twice or never, with values that stand elsewhere. */
  List<StreamEvent> mixed(List<StreamEvent> events) {
    List<StreamEvent> mixed = new ArrayList<>(events);
    mixed.addAll(events);
    Collections.shuffle(mixed, random);
    return mixed.subList(0, random.nextInt(mixed.size() + 1)).stream().map(this::spoilt).toList();
  }

  private StreamEvent spoilt(StreamEvent event) {
    JsonNode json = Json.parse(event.data());
    if (json == null || random.nextInt(3) > 0) {
      return event;
    }
    spoil(json);
    return new StreamEvent(event.name(), json.toString());
  }

  private void spoil(JsonNode json) {
    if (json instanceof ObjectNode object) {
      for (String name : Json.names(object)) {
        if (random.nextInt(8) == 0) {
          object.set(name, value(2));
        } else {
          spoil(object.path(name));
        }
      }
    }
    if (json instanceof ArrayNode array) {
      array.forEach(this::spoil);
    }
  }

  private JsonNode value(int depth) {
    int kind = random.nextInt(depth < DEEPEST ? 10 : 4);
    return switch (kind) {
      case 0 -> Json.MAPPER.getNodeFactory().nullNode();
      case 1 -> Json.MAPPER.getNodeFactory().numberNode(random.nextInt(4) - 1);
      case 2 -> Json.MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
      case 3 -> Json.MAPPER.getNodeFactory().textNode(word());
      case 4, 5 -> {
        ArrayNode array = Json.MAPPER.createArrayNode();
        int size = random.nextInt(3);
        for (int i = 0; i < size; i++) {
          array.add(value(depth + 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = Json.object();
        int size = random.nextInt(6);
        for (int i = 0; i < size; i++) {
          object.set(NAMES.get(random.nextInt(NAMES.size())), value(depth + 1));
        }
        yield object;
      }
    };
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
