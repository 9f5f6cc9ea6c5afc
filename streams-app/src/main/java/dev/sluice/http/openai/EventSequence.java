package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.List;

/** The events of one stream of the Responses API, numbered from 0. Confined to one stream. */
final class EventSequence {
  private List<StreamEvent> events = new ArrayList<>();
  private int number;
  private int items;

  /** Adds an event, whose other fields are still to be set. */
  ObjectNode add(String type) {
    ObjectNode event =
        Json.object().put("type", "response." + type).put("sequence_number", number++);
    events.add(StreamEvent.named(event));
    return event;
  }

  /** Adds one about an item. */
  ObjectNode add(String type, int index, String itemId) {
    return add(type).put("item_id", itemId).put("output_index", index);
  }

  void addResponse(String type, ObjectNode response) {
    add(type).set("response", response);
  }

  /** Adds one that has the item itself. */
  void addItem(String type, int index, ObjectNode item) {
    add("output_item." + type).put("output_index", index).set("item", item);
  }

  void addError(ApiError why) {
    events.add(error(number++, why));
  }

  /**
   * The last event of a stream that can't go on. Its fields are where OpenAI's reference has them,
   * and within {@code error}, where OpenAI sends them: without these, raw streams of OpenAI's
   * Python SDK end as if nothing were wrong.
   */
  static StreamEvent error(int number, ApiError why) {
    ObjectNode event =
        why.toJson()
            .put("type", "error")
            .put("sequence_number", number)
            .put("code", why.code())
            .put("message", why.message())
            .put("param", why.param());
    return StreamEvent.named(event);
  }

  /** Those since this was last asked. */
  List<StreamEvent> take() {
    if (events.isEmpty()) {
      return List.of();
    }
    List<StreamEvent> taken = events;
    events = new ArrayList<>();
    return taken;
  }

  /** The index of the next item in the output. */
  int nextItem() {
    return items++;
  }
}
