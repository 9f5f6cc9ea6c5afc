package dev.sluice.provider.openai;

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

/** Reads chat completions. Pure. */
final class OpenAiChatAnswers {
  private OpenAiChatAnswers() {}

  /**
   * The answer in a chat completion's first choice, or null if it has none.
   *
   * @param completion any JSON value
   */
  static @Nullable Answer read(JsonNode completion, Attempt attempt) {
    JsonNode choice = completion.path("choices").path(0);
    JsonNode message = choice.path("message");
    String reason = Json.text(choice.path("finish_reason"));
    // a filtered answer may have no message at all
    if (!message.isObject() && !filtered(reason)) {
      return null;
    }
    String refusal = Json.text(message.path("refusal"));
    List<ToolCall> toolCalls = toolCalls(message, new ToolCallIds(attempt));
    String reasoning = Json.text(message.path("reasoning_content"));
    return new Answer(
        text(message.path("content")),
        refusal,
        reasoning == null ? Json.text(message.path("reasoning")) : reasoning,
        toolCalls,
        finishReason(reason, refusal, !toolCalls.isEmpty()),
        reason,
        Json.text(completion.path("id")),
        Json.text(completion.path("model")),
        usage(completion.path("usage")));
  }

  private static @Nullable String text(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (!content.isArray()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  private static List<ToolCall> toolCalls(JsonNode message, ToolCallIds ids) {
    List<ToolCall> read = new ArrayList<>();
    JsonNode older = message.path("function_call");
    if (older.isObject()) {
      read.add(
          new ToolCall(
              ids.next(null), older.path("name").asText(""), older.path("arguments").asText("")));
    }
    message
        .path("tool_calls")
        .forEach(
            call -> {
              boolean custom = call.path("type").asText().equals("custom");
              JsonNode named = call.path(custom ? "custom" : "function");
              JsonNode arguments = named.path(custom ? "input" : "arguments");
              read.add(
                  new ToolCall(
                      ids.next(Json.text(call.path("id"))),
                      named.path("name").asText(""),
                      // some servers write the arguments as an object
                      arguments.isContainerNode() ? arguments.toString() : arguments.asText("")));
            });
    return read;
  }

  private static FinishReason finishReason(
      @Nullable String reason, @Nullable String refusal, boolean callsTools) {
    if (refusal != null) {
      return FinishReason.REFUSAL;
    }
    if (filtered(reason)) {
      return FinishReason.CONTENT_FILTER;
    }
    return switch (reason == null ? "" : reason) {
      // OpenAI's word if the request named the tool to call, and always that of others
      case "stop" -> callsTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
      case "model_length" -> FinishReason.CONTEXT_WINDOW; // Mistral
      default -> FinishReason.UNKNOWN;
    };
  }

  /** Gemini's compatible endpoint adds its own reason after a colon. */
  private static boolean filtered(@Nullable String reason) {
    return reason != null && reason.startsWith("content_filter");
  }

  private static @Nullable Usage usage(JsonNode usage) {
    if (!usage.path("prompt_tokens").isNumber() && !usage.path("completion_tokens").isNumber()) {
      return null;
    }
    return new Usage(
        Json.count(usage.path("prompt_tokens")),
        Json.count(usage.path("prompt_tokens_details").path("cached_tokens")),
        Json.count(usage.path("prompt_tokens_details").path("cache_write_tokens")),
        Json.count(usage.path("completion_tokens")),
        Json.count(usage.path("completion_tokens_details").path("reasoning_tokens")),
        null,
        false);
  }
}
