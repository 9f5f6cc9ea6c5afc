package dev.sluice.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a response as strict clients do: numbers and indices without holes, texts
 * that are the sum of their pieces, nothing of an item that was not begun or is done.
 */
final class StreamReading {

  /** One item of the output, as its events tell it. */
  static final class Item {
    final String type;
    final String id;
    final StringBuilder text = new StringBuilder();
    final List<JsonNode> parts = new ArrayList<>();
    boolean partOpen;
    @Nullable ObjectNode done;

    Item(JsonNode added) {
      this.type = added.path("type").asText();
      this.id = added.path("id").asText();
    }
  }

  final List<Item> items = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  @Nullable ObjectNode last;

  static StreamReading of(List<StreamEvent> events) {
    StreamReading reading = new StreamReading();
    for (int i = 0; i < events.size(); i++) {
      ObjectNode event = Objects.requireNonNull(events.get(i).data());
      assertThat(reading.last == null || !isTerminal(reading.last)).isTrue();
      assertThat(event.path("sequence_number").asInt()).isEqualTo(i);
      assertThat(event.path("type").asText()).isEqualTo(events.get(i).name());
      reading.read(event.path("type").asText(), event);
      reading.last = event;
    }
    return reading;
  }

  /** The response at the end. */
  ObjectNode response() {
    return (ObjectNode) Objects.requireNonNull(last).path("response");
  }

  /** Whether it ended since the answer was begun again. */
  boolean isBroken() {
    return Objects.requireNonNull(last).path("code").asText().equals("stream_broken");
  }

  private static boolean isTerminal(ObjectNode event) {
    return event.path("type").asText().matches("response\\.(completed|incomplete|failed)|error");
  }

  private void read(String type, ObjectNode event) {
    if (type.equals("response.output_item.added")) {
      Item item = new Item(event.path("item"));
      assertThat(event.path("output_index").asInt()).isEqualTo(items.size());
      assertThat(ids.add(item.id)).as(item.id).isTrue();
      items.add(item);
    } else if (event.has("output_index")) {
      Item item = items.get(event.path("output_index").asInt());
      assertThat(item.done).as(event.toString()).isNull();
      if (type.equals("response.output_item.done")) {
        assertThat(event.at("/item/id").asText()).isEqualTo(item.id);
        assertThat(event.at("/item/type").asText()).isEqualTo(item.type);
        assertThat(item.partOpen).isFalse();
        item.done = (ObjectNode) event.path("item");
      } else {
        assertThat(event.path("item_id").asText()).isEqualTo(item.id);
        read(item, type, event);
      }
    }
  }

  private static void read(Item item, String type, ObjectNode event) {
    for (String number : List.of("content_index", "summary_index")) {
      if (event.has(number)) {
        assertThat(event.path(number).asInt()).isEqualTo(item.parts.size());
      }
    }
    if (type.endsWith("part.added")) {
      assertThat(item.partOpen).isFalse();
      item.partOpen = true;
    } else if (type.endsWith(".delta")) {
      assertThat(item.partOpen).isEqualTo(!item.type.endsWith("_call"));
      item.text.append(event.path("delta").asText());
    } else if (type.endsWith("part.done")) {
      item.parts.add(event.path("part"));
      item.partOpen = false;
    } else {
      String whole =
          event.path("text").asText("")
              + event.path("refusal").asText("")
              + event.path("arguments").asText("")
              + event.path("input").asText("");
      assertThat(item.text.toString()).endsWith(whole);
    }
  }
}
