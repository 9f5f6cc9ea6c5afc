package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a Response object as the chunks of a chat completion's stream. Pure; any thread. */
final class ChatChunks {
  private ChatChunks() {}

  /**
   * @param response not failed
   */
  static List<StreamEvent> of(ObjectNode response, boolean includeUsage) {
    List<StreamEvent> events = new ArrayList<>();
    events.add(first(response));
    if (!ResponseJson.isTerminal(response)) {
      return events;
    }
    ObjectNode message = ChatCompletionJson.message(response);
    String finishReason = ChatCompletionJson.finishReason(response, message);
    ObjectNode delta = delta(message);
    if (!delta.isEmpty()) {
      events.add(chunk(response, delta, null));
    }
    ObjectNode last = choices(response, message.objectNode(), finishReason);
    last.set("sluice", response.path("sluice"));
    events.add(StreamEvent.unnamed(last));
    if (includeUsage) {
      ObjectNode usage = frame(response);
      ArrayNode unused = usage.putArray("choices");
      usage.set("usage", ChatCompletionJson.usage(response.path("usage")));
      events.add(StreamEvent.unnamed(usage));
    }
    events.add(StreamEvent.DONE);
    return events;
  }

  /** Sent as soon as the request is accepted. */
  static StreamEvent first(ObjectNode response) {
    ObjectNode delta = response.objectNode().put("role", "assistant").put("content", "");
    return chunk(response, delta, null);
  }

  private static ObjectNode delta(ObjectNode message) {
    ObjectNode delta = message.deepCopy();
    delta.remove("role");
    // fields without a value are left out of a delta
    delta.properties().removeIf(field -> field.getValue().isNull());
    int index = 0;
    for (JsonNode call : delta.path("tool_calls")) {
      ((ObjectNode) call).put("index", index++);
    }
    return delta;
  }

  private static StreamEvent chunk(
      ObjectNode response, ObjectNode delta, @Nullable String finishReason) {
    return StreamEvent.unnamed(choices(response, delta, finishReason));
  }

  private static ObjectNode choices(
      ObjectNode response, ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = frame(response);
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason);
    return chunk;
  }

  private static ObjectNode frame(ObjectNode response) {
    return ChatCompletionJson.frame(response, "chat.completion.chunk");
  }
}
