package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.FinishReason;
import dev.sluice.json.Json;
import dev.sluice.provider.errors.ErrorReader;
import dev.sluice.provider.http.FinishReasons;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts chat completion chunks together to one chat completion with one choice. It is complete once
 * a finish reason came, since many servers leave out OpenAI's {@code [DONE]}; the usage may follow.
 */
final class OpenAiChatAssembler implements ReplyAssembler {
  /** What stands in every chunk, though Azure leaves it empty in those about its filters. */
  private static final List<String> HEAD = List.of("id", "created", "model", "system_fingerprint");

  private final ObjectNode head = Json.object();
  private final ObjectNode filters = Json.object();
  private final StreamedMessage message = new StreamedMessage();
  private @Nullable String finishReason;
  private @Nullable JsonNode usage;
  private @Nullable ObjectNode error;
  private boolean hasChoice;
  private boolean isDone;

  @Override
  public List<AnswerDelta> add(StreamEvent event) {
    if (StreamedErrors.isDone(event)) {
      isDone = true;
      return error == null ? message.end() : List.of();
    }
    JsonNode json = Json.parse(event.data());
    if (error == null && !isWhole()) {
      error = error(event, json);
    }
    if (json == null) {
      return List.of();
    }
    JsonNode choice = OpenAiChatAnswers.choice(json);
    count(json.path("usage"));
    count(json.path("x_groq").path("usage"));
    count(choice.path("usage")); // Moonshot
    if (error != null) {
      return List.of();
    }
    head(json);
    return choice.isObject() ? choice(choice) : List.of();
  }

  private static @Nullable ObjectNode error(StreamEvent event, @Nullable JsonNode json) {
    // OpenRouter reports here what the server behind it said
    JsonNode inChoice = json == null ? null : OpenAiChatAnswers.choice(json).path("error");
    if (inChoice != null && inChoice.isObject()) {
      ObjectNode error = Json.object().set("error", inChoice);
      if (ErrorReader.inside(error) != null) {
        return error;
      }
    }
    return StreamedErrors.in(event, json);
  }

  /** After such an end, nothing makes the answer worse. */
  private boolean isWhole() {
    return finishReason != null && FinishReasons.of(finishReason) != FinishReason.UNKNOWN;
  }

  /** Some servers count in every chunk, and some write zeros where they don't count. */
  private void count(JsonNode told) {
    JsonNode input = told.path("prompt_tokens");
    JsonNode output = told.path("completion_tokens");
    boolean counted = input.isNumber() || output.isNumber();
    if (counted && (usage == null || Json.count(input) + Json.count(output) > 0)) {
      usage = told;
    }
  }

  private void head(JsonNode chunk) {
    for (String name : HEAD) {
      JsonNode value = chunk.path(name);
      boolean says = Json.text(value) != null || value.asLong(0) != 0;
      if (says && !head.has(name)) {
        head.set(name, value);
      }
    }
    if (Json.text(chunk.path("service_tier")) != null) {
      head.set("service_tier", chunk.path("service_tier"));
    }
    JsonNode prompt = chunk.path("prompt_filter_results");
    if (!prompt.isEmpty()) {
      head.set("prompt_filter_results", prompt);
    }
  }

  private List<AnswerDelta> choice(JsonNode choice) {
    hasChoice = true;
    List<AnswerDelta> deltas = new ArrayList<>();
    JsonNode delta = choice.path("delta");
    if (delta.isObject()) {
      deltas.addAll(message.add(delta));
    } else if (message.isEmpty()) {
      // not a chunk but a completion; MiniMax repeats the answer in one at its end
      deltas.addAll(message.add(choice.path("message")));
    }
    choice.path("content_filter_results").properties().stream()
        .filter(result -> !filters.path(result.getKey()).path("filtered").asBoolean())
        .forEach(result -> filters.set(result.getKey(), result.getValue()));
    String reason = Json.text(choice.path("finish_reason"));
    if (reason != null && !reason.equals("null")) {
      finishReason = reason;
      deltas.addAll(message.end());
    }
    return deltas;
  }

  @Override
  public boolean isComplete() {
    return isDone || error != null || finishReason != null;
  }

  @Override
  public JsonNode reply() {
    ObjectNode reply;
    if (error == null) {
      reply = head.deepCopy();
      reply.put("object", "chat.completion");
      reply.putArray("choices").addAll(hasChoice ? List.of(choice()) : List.of());
    } else {
      reply = error.deepCopy();
      reply.setAll(head.deepCopy().retain("service_tier"));
    }
    if (usage != null) {
      reply.set("usage", usage);
    }
    return reply;
  }

  private ObjectNode choice() {
    ObjectNode choice = Json.object().put("index", 0);
    choice.set("message", message.toJson());
    choice.put("finish_reason", finishReason);
    if (!filters.isEmpty()) {
      choice.set("content_filter_results", filters.deepCopy());
    }
    return choice;
  }
}
