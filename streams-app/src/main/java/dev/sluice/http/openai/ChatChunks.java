package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the chunks of a chat completion's stream. Confined to one stream. */
final class ChatChunks {
  private final ObjectNode frame;

  /** The tool calls whose input is text. */
  private final Set<Integer> custom = new HashSet<>();

  /**
   * @param response of the call, in any state
   */
  ChatChunks(ObjectNode response) {
    this.frame = ChatCompletionJson.frame(response, "chat.completion.chunk");
  }

  /** The polling ID. */
  String id() {
    return frame.path("id").asText();
  }

  /** Sent as soon as the request is accepted. */
  StreamEvent first() {
    return of(Json.object().put("role", "assistant").put("content", ""));
  }

  StreamEvent of(ObjectNode delta) {
    return StreamEvent.unnamed(choice(delta, null));
  }

  StreamEvent of(AnswerDelta delta) {
    ObjectNode json = Json.object();
    if (delta instanceof AnswerDelta.Text more) {
      json.put("content", more.text());
    } else if (delta instanceof AnswerDelta.Refusal more) {
      json.put("refusal", more.text());
    } else if (delta instanceof AnswerDelta.Reasoning more) {
      json.put("reasoning_content", more.text());
    } else if (delta instanceof AnswerDelta.ToolCallBegun begun) {
      if (begun.custom()) {
        custom.add(begun.index());
      }
      json.putArray("tool_calls").add(call(begun.index(), begun.custom(), begun.name(), ""));
    } else if (delta instanceof AnswerDelta.ToolArguments more) {
      json.putArray("tool_calls")
          .add(arguments(more.index(), custom.contains(more.index()), more.text()));
    }
    return of(json);
  }

  /** A tool call of which nothing was sent. */
  ObjectNode call(int index, JsonNode item) {
    return call(
        index, CallItems.isCustom(item), item.path("name").asText(), CallItems.arguments(item));
  }

  StreamEvent last(ObjectNode response, String finishReason) {
    ObjectNode last = choice(Json.object(), finishReason);
    last.set("sluice", response.path("sluice"));
    return StreamEvent.unnamed(last);
  }

  StreamEvent usage(ObjectNode response) {
    ObjectNode usage = frame.deepCopy();
    var unused = usage.putArray("choices");
    usage.set("usage", ChatCompletionJson.usage(response.path("usage")));
    return StreamEvent.unnamed(usage);
  }

  /** A whole message as one delta. */
  static ObjectNode delta(ObjectNode message) {
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

  private ObjectNode call(int index, boolean isCustom, String name, String arguments) {
    String type = isCustom ? "custom" : "function";
    String id = id();
    ObjectNode call =
        Json.object()
            .put("index", index)
            .put("id", CallItems.id(isCustom, id.substring(id.indexOf('_') + 1), index))
            .put("type", type);
    call.putObject(type).put("name", name).put(CallItems.field(isCustom), arguments);
    return call;
  }

  /** More of a tool call that was begun. */
  static ObjectNode arguments(int index, boolean isCustom, String more) {
    ObjectNode call = Json.object().put("index", index);
    call.putObject(isCustom ? "custom" : "function").put(CallItems.field(isCustom), more);
    return call;
  }

  private ObjectNode choice(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = frame.deepCopy();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs");
    choice.put("finish_reason", finishReason);
    return chunk;
  }
}
