package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.http.FinishReasons;
import dev.sluice.provider.http.ToolCallIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads chat completions. Confined to one reply. */
final class OpenAiChatAnswers {
  private final ToolCallIds ids;
  private final String model;
  private final List<ToolCall> toolCalls = new ArrayList<>();
  private final List<ProviderState> states = new ArrayList<>();
  private final StringBuilder thinking = new StringBuilder();

  private OpenAiChatAnswers(Attempt attempt) {
    this.ids = new ToolCallIds(attempt);
    this.model = attempt.target().model();
  }

  /**
   * The answer in a chat completion's first choice, or null if it has none.
   *
   * @param completion any JSON value
   */
  static @Nullable Answer read(JsonNode completion, Attempt attempt) {
    JsonNode choice = choice(completion);
    JsonNode message = choice.path("message");
    String reason = Json.text(choice.path("finish_reason"));
    // a filtered answer may have no message at all
    if (!message.isObject() && FinishReasons.of(reason) != FinishReason.CONTENT_FILTER) {
      return null;
    }
    return new OpenAiChatAnswers(attempt).read(completion, message, reason);
  }

  /** The one of the lowest index: some servers write them as they end. */
  static JsonNode choice(JsonNode completion) {
    JsonNode first = completion.path("choices").path(0);
    int least = first.path("index").asInt(0);
    int place = 0;
    for (JsonNode choice : completion.path("choices")) {
      int index = choice.path("index").asInt(place++);
      if (index < least) {
        least = index;
        first = choice;
      }
    }
    return first;
  }

  private Answer read(JsonNode completion, JsonNode message, @Nullable String reason) {
    String refusal = Json.text(message.path("refusal"));
    String text = text(message.path("content"));
    states.addAll(OpenAiChatStates.ofMessage(message, model));
    toolCalls(message);
    return new Answer(
            text,
            refusal,
            reasoning(message),
            toolCalls,
            finishReason(reason, refusal),
            reason,
            Json.text(completion.path("id")),
            Json.text(completion.path("model")),
            OpenAiChatUsage.of(completion))
        .withProviderStates(states);
  }

  private @Nullable String reasoning(JsonNode message) {
    String reasoning = Json.text(message.path("reasoning_content"));
    if (reasoning == null) {
      reasoning = Json.text(message.path("reasoning"));
    }
    return reasoning != null || thinking.isEmpty() ? reasoning : thinking.toString();
  }

  private @Nullable String text(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (!content.isArray()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      // Mistral's reasoning models
      if (part.path("type").asText("").equals("thinking")) {
        JsonNode thought = part.path("thinking");
        thinking.append(thought.asText(""));
        thought.forEach(piece -> thinking.append(piece.path("text").asText("")));
      } else {
        text.append(part.isTextual() ? part.textValue() : part.path("text").asText(""));
      }
    }
    return text.toString();
  }

  private void toolCalls(JsonNode message) {
    JsonNode older = message.path("function_call");
    if (older.isObject()) {
      toolCalls.add(
          new ToolCall(
              ids.next(null), older.path("name").asText(""), arguments(older.path("arguments"))));
    }
    for (JsonNode call : message.path("tool_calls")) {
      boolean custom = call.path("type").asText().equals("custom");
      JsonNode named = call.path(custom ? "custom" : "function");
      String id = ids.next(Json.text(call.path("id")));
      toolCalls.add(
          new ToolCall(
              id,
              named.path("name").asText(""),
              custom ? named.path("input").asText("") : arguments(named.path("arguments")),
              custom));
      states.addAll(OpenAiChatStates.ofCall(call, model, id));
    }
  }

  /** Some servers write them as an object, and none at all for a function without parameters. */
  private static String arguments(JsonNode arguments) {
    String text = arguments.isContainerNode() ? arguments.toString() : arguments.asText("");
    return text.isBlank() || arguments.isNull() ? "{}" : text;
  }

  private FinishReason finishReason(@Nullable String reason, @Nullable String refusal) {
    if (refusal != null) {
      return FinishReason.REFUSAL;
    }
    FinishReason read = FinishReasons.of(reason);
    // OpenAI's word if the request named the tool to call, and always that of others
    return read == FinishReason.STOP && !toolCalls.isEmpty() ? FinishReason.TOOL_CALLS : read;
  }
}
