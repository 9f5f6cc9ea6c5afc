package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param name null for an event without a name, as those of chat completions are
 * @param data null for the text {@code [DONE]}, with which a stream of chat completions ends
 */
public record StreamEvent(@Nullable String name, @Nullable ObjectNode data) {
  static final StreamEvent DONE = new StreamEvent(null, null);

  /** An event of the Responses API, whose name is its type. */
  static StreamEvent named(ObjectNode data) {
    return new StreamEvent(data.path("type").asText(), data);
  }

  static StreamEvent unnamed(ObjectNode data) {
    return new StreamEvent(null, data);
  }
}
