package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.errors.ErrorReader;
import dev.sluice.provider.stream.StreamEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Errors in place of a stream's next event. Pure. */
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
    boolean isNamed = "error".equals(event.name());
    JsonNode first = json != null && json.isArray() ? json.path(0) : json;
    if (first instanceof ObjectNode object) {
      boolean isError = isNamed || ErrorReader.inside(object) != null || isFlat(object);
      return isError ? ofObject(object) : null;
    }
    String data = event.data().strip();
    if (json == null && (data.startsWith("{") || data.startsWith("["))) {
      // a part of the answer is lost with it
      return ofText("an event of the stream is not JSON");
    }
    // a single word is a sign of life
    return isNamed || (json == null && data.contains(" ")) ? ofText(data) : null;
  }

  private static boolean isFlat(ObjectNode object) {
    return OTHERS.stream().noneMatch(object::has)
        && !object.path("type").asText("").startsWith("response.")
        && WORDS.stream().anyMatch(word -> hasWords(object.path(word)));
  }

  private static boolean hasWords(JsonNode value) {
    return Json.text(value) != null || (value.isArray() && !value.isEmpty());
  }

  private static ObjectNode ofObject(ObjectNode object) {
    ObjectNode told = object.deepCopy();
    told.remove(List.of("choices", "usage", "sequence_number"));
    JsonNode inner = told.path("error");
    boolean isNested = Json.text(inner) != null || (inner.isObject() && !inner.isEmpty());
    return readable(isNested ? told : Json.object().set("error", told));
  }

  private static ObjectNode ofText(String text) {
    ObjectNode reply = Json.object();
    reply.putObject("error").put("message", text);
    return readable(reply);
  }

  /** An error without a word is one, too. */
  private static ObjectNode readable(ObjectNode reply) {
    if (ErrorReader.inside(reply) == null) {
      reply.putObject("error").put("type", "error");
    }
    return reply;
  }
}
