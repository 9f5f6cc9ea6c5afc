package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a response as the events that OpenAI streams of it. The events of a response are the first
 * ones of those of the same response later on, whatever the call went through, so every stream of a
 * request is the same and can be taken up anywhere. Pure.
 */
final class StreamEvents {
  private final List<ObjectNode> events = new ArrayList<>();

  private StreamEvents() {}

  /** All events so far, in the order of their sequence numbers, which begin at 0. */
  static List<ObjectNode> of(ObjectNode response) {
    StreamEvents stream = new StreamEvents();
    ObjectNode started = ResponseJson.started(response);
    stream.response("created", started);
    stream.response("queued", started);
    String status = response.path("status").asText();
    if (status.equals("queued")) {
      return stream.events;
    }
    stream.response("in_progress", started.deepCopy().put("status", "in_progress"));
    if (ResponseJson.isTerminal(response)) {
      int index = 0;
      for (JsonNode item : response.path("output")) {
        stream.item(index++, (ObjectNode) item);
      }
      stream.response(terminal(status), response);
    }
    return stream.events;
  }

  /**
   * The last event of a stream that can't go on; there is nothing to resume after it. Its fields
   * are where OpenAI's reference has them, and within {@code error}, where OpenAI sends them:
   * without these, raw streams of OpenAI's Python SDK end as if nothing were wrong.
   */
  static ObjectNode error(int sequenceNumber, ApiError error) {
    return error
        .toJson()
        .put("type", "error")
        .put("sequence_number", sequenceNumber)
        .put("code", error.code())
        .put("message", error.message())
        .put("param", error.param());
  }

  /** The SDKs know no event for a cancelled response, and some fail on unknown ones. */
  private static String terminal(String status) {
    return status.equals("cancelled") ? "failed" : status;
  }

  private ObjectNode add(String type) {
    ObjectNode event =
        Json.object().put("type", "response." + type).put("sequence_number", events.size());
    events.add(event);
    return event;
  }

  private void response(String type, ObjectNode response) {
    add(type).set("response", response);
  }

  private void item(int index, ObjectNode item) {
    ObjectNode begun = item.deepCopy();
    if (item.has("status")) {
      begun.put("status", "in_progress");
    }
    switch (item.path("type").asText()) {
      case "message" -> {
        begun.putArray("content");
        added(index, begun);
        parts(index, item);
      }
      case "function_call" -> {
        begun.put("arguments", "");
        added(index, begun);
        of("function_call_arguments.delta", index, item)
            .put("delta", item.path("arguments").asText());
        of("function_call_arguments.done", index, item)
            .put("name", item.path("name").asText())
            .put("arguments", item.path("arguments").asText());
      }
      case "custom_tool_call" -> {
        begun.put("input", "");
        added(index, begun);
        String input = item.path("input").asText();
        of("custom_tool_call_input.delta", index, item).put("delta", input);
        of("custom_tool_call_input.done", index, item).put("input", input);
      }
      default -> {
        begun.putArray("summary");
        added(index, begun);
        summaries(index, item);
      }
    }
    add("output_item.done").put("output_index", index).set("item", item);
  }

  private void added(int index, ObjectNode begun) {
    add("output_item.added").put("output_index", index).set("item", begun);
  }

  private void parts(int index, ObjectNode item) {
    int number = 0;
    for (JsonNode part : item.path("content")) {
      boolean isText = part.path("type").asText().equals("output_text");
      String field = isText ? "text" : "refusal";
      String text = part.path(field).asText();
      ObjectNode empty = ((ObjectNode) part).deepCopy().put(field, "");
      part(of("content_part.added", index, item), number).set("part", empty);
      String type = isText ? "output_text" : "refusal";
      logprobs(part(of(type + ".delta", index, item), number).put("delta", text), isText);
      logprobs(part(of(type + ".done", index, item), number).put(field, text), isText);
      part(of("content_part.done", index, item), number).set("part", part);
      number++;
    }
  }

  private void summaries(int index, ObjectNode item) {
    int number = 0;
    for (JsonNode part : item.path("summary")) {
      String text = part.path("text").asText();
      ObjectNode empty = ((ObjectNode) part).deepCopy().put("text", "");
      summary("part.added", index, item, number).set("part", empty);
      summary("text.delta", index, item, number).put("delta", text);
      summary("text.done", index, item, number).put("text", text);
      summary("part.done", index, item, number).set("part", part);
      number++;
    }
  }

  private ObjectNode summary(String type, int index, ObjectNode item, int number) {
    return of("reasoning_summary_" + type, index, item).put("summary_index", number);
  }

  private ObjectNode of(String type, int index, ObjectNode item) {
    return add(type).put("item_id", item.path("id").asText()).put("output_index", index);
  }

  private static ObjectNode part(ObjectNode event, int number) {
    return event.put("content_index", number);
  }

  private static void logprobs(ObjectNode event, boolean isText) {
    if (isText) {
      ArrayNode unused = event.putArray("logprobs");
    }
  }
}
