package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.stream.ErrorEvents;
import dev.sluice.provider.stream.StreamEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Errors in place of a stream's next event, also in the forms of servers that follow OpenAI less
 * closely. Pure.
 */
final class StreamedErrors {
  private static final List<String> WORDS =
      List.of("message", "msg", "error_message", "error_msg", "detail");

  /** What an event has that is no error, whatever words it has beside that. */
  private static final List<String> OTHERS = List.of("choices", "usage", "delta", "response");

  private StreamedErrors() {}

  /** Whether the event is the marker at the end of OpenAI's streams. */
  static boolean isDone(StreamEvent event) {
    return event.data().strip().equalsIgnoreCase("[done]");
  }

  /**
   * The event's error as a reply would hold it; null if it tells of none.
   *
   * @param json the event's data, or null if that is not JSON
   */
  static @Nullable ObjectNode in(StreamEvent event, @Nullable JsonNode json) {
    ObjectNode told = ErrorEvents.in(event, json);
    if (told != null) {
      told.remove(List.of("choices", "usage"));
      return told;
    }
    if (ErrorEvents.only(json) instanceof ObjectNode object) {
      return isFlat(object) ? ErrorEvents.of(object) : null;
    }
    String data = event.data().strip();
    if (json == null && (data.startsWith("{") || data.startsWith("["))) {
      // a part of the answer is lost with it
      return ErrorEvents.of("an event of the stream is not JSON");
    }
    // a single word is a sign of life
    return json == null && data.contains(" ") ? ErrorEvents.of(data) : null;
  }

  private static boolean isFlat(ObjectNode object) {
    return OTHERS.stream().noneMatch(object::has)
        && !object.path("type").asText("").startsWith("response.")
        && WORDS.stream().anyMatch(word -> hasWords(object.path(word)));
  }

  private static boolean hasWords(JsonNode value) {
    return Json.text(value) != null || (value.isArray() && !value.isEmpty());
  }
}
