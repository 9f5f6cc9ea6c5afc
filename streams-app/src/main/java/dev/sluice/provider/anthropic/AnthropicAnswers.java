package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ToolCallIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the Messages API's messages. Pure. */
final class AnthropicAnswers {
  private AnthropicAnswers() {}

  /**
   * Null if it is not a message.
   *
   * @param message any JSON value
   */
  static @Nullable Answer read(JsonNode message, Attempt attempt) {
    JsonNode content = message.path("content");
    if (!content.isArray()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    List<ToolCall> toolCalls = new ArrayList<>();
    ToolCallIds ids = new ToolCallIds(attempt);
    boolean hasText = false;
    for (JsonNode block : content) {
      switch (block.path("type").asText("")) {
        case "text" -> {
          hasText = true;
          text.append(block.path("text").asText(""));
        }
        case "thinking" ->
            reasoning
                .append(reasoning.isEmpty() ? "" : "\n\n")
                .append(block.path("thinking").asText(""));
        case "tool_use" ->
            toolCalls.add(
                new ToolCall(
                    ids.next(Json.text(block.path("id"))),
                    block.path("name").asText(""),
                    block.path("input").toString()));
        default -> {
          // hidden thinking, and what the vendor's own tools did
        }
      }
    }
    String reason = Json.text(message.path("stop_reason"));
    FinishReason finishReason = finishReason(reason);
    return new Answer(
        hasText ? text.toString() : null,
        finishReason == FinishReason.REFUSAL ? refusal(message.path("stop_details")) : null,
        reasoning.isEmpty() ? null : reasoning.toString(),
        toolCalls,
        finishReason,
        reason,
        Json.text(message.path("id")),
        Json.text(message.path("model")),
        usage(message.path("usage")));
  }

  private static FinishReason finishReason(@Nullable String reason) {
    return switch (reason == null ? "" : reason) {
      case "end_turn", "stop_sequence" -> FinishReason.STOP;
      case "max_tokens" -> FinishReason.LENGTH;
      case "tool_use" -> FinishReason.TOOL_CALLS;
      case "refusal" -> FinishReason.REFUSAL;
      case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
      default -> FinishReason.UNKNOWN;
    };
  }

  private static String refusal(JsonNode details) {
    String explanation = Json.text(details.path("explanation"));
    String category = Json.text(details.path("category"));
    if (explanation != null) {
      return explanation;
    }
    return "The model refused to answer" + (category == null ? "." : " (" + category + ").");
  }

  /** Anthropic counts cache reads and writes separately from the input. */
  private static @Nullable Usage usage(JsonNode usage) {
    if (!usage.path("input_tokens").isNumber() && !usage.path("output_tokens").isNumber()) {
      return null;
    }
    long read = Json.count(usage.path("cache_read_input_tokens"));
    long written = Json.count(usage.path("cache_creation_input_tokens"));
    return new Usage(
        Json.count(usage.path("input_tokens")) + read + written,
        read,
        written,
        Json.count(usage.path("output_tokens")),
        Json.count(usage.path("output_tokens_details").path("thinking_tokens")),
        null,
        false);
  }
}
