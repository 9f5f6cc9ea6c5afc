package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.json.Json;
import dev.sluice.provider.http.FinishReasons;
import dev.sluice.provider.http.ServiceTiers;
import dev.sluice.provider.http.ToolCallIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the Responses API's response objects. Pure. */
final class OpenAiResponsesAnswers {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final List<ToolCall> toolCalls = new ArrayList<>();
  private final List<ProviderState> states = new ArrayList<>();
  private final OpenAiResponsesStates.Before before;
  private final ToolCallIds ids;
  private boolean hasText;

  private OpenAiResponsesAnswers(Attempt attempt) {
    this.ids = new ToolCallIds(attempt);
    this.before = new OpenAiResponsesStates.Before(attempt.target());
  }

  /**
   * The answer in a response that is completed or incomplete; null if it has no output, or has not
   * ended.
   *
   * @param response any JSON value
   */
  static @Nullable Answer read(JsonNode response, Attempt attempt) {
    String status = response.path("status").asText("");
    boolean incomplete = status.equals("incomplete");
    if (!(incomplete || status.equals("completed")) || !response.path("output").isArray()) {
      return null;
    }
    OpenAiResponsesAnswers read = new OpenAiResponsesAnswers(attempt);
    response.path("output").forEach(read::item);
    String incompleteReason = Json.text(response.path("incomplete_details").path("reason"));
    return new Answer(
            read.hasText ? read.text.toString() : null,
            orNull(read.refusal),
            orNull(read.reasoning),
            read.toolCalls,
            read.finishReason(incomplete, incompleteReason),
            incomplete && incompleteReason != null ? incompleteReason : status,
            Json.text(response.path("id")),
            Json.text(response.path("model")),
            usage(response))
        .withProviderStates(read.states);
  }

  private void item(JsonNode item) {
    switch (item.path("type").asText("")) {
      case "message" -> {
        item.path("content").forEach(this::part);
        states.addAll(before.message());
      }
      case "function_call" -> toolCall(item, item.path("arguments"), false);
      case "custom_tool_call" -> toolCall(item, item.path("input"), true);
      case "reasoning" -> {
        before.reasoning(item);
        item.path("summary").forEach(part -> append(reasoning, part.path("text")));
        item.path("content").forEach(part -> append(reasoning, part.path("text")));
      }
      default -> {
        // what the vendor's own tools did; the result is in the text
      }
    }
  }

  private void part(JsonNode part) {
    switch (part.path("type").asText("")) {
      case "output_text" -> {
        hasText = true;
        text.append(part.path("text").asText(""));
      }
      case "refusal" -> append(refusal, part.path("refusal"));
      default -> {
        // not a text
      }
    }
  }

  private void toolCall(JsonNode item, JsonNode arguments, boolean custom) {
    String id = ids.next(Json.text(item.path("call_id")));
    toolCalls.add(new ToolCall(id, item.path("name").asText(""), arguments.asText(""), custom));
    states.addAll(before.call(id));
  }

  private static void append(StringBuilder all, JsonNode paragraph) {
    String more = paragraph.asText("");
    all.append(all.isEmpty() || more.isEmpty() ? "" : "\n\n").append(more);
  }

  private static @Nullable String orNull(StringBuilder text) {
    return text.isEmpty() ? null : text.toString();
  }

  private FinishReason finishReason(boolean incomplete, @Nullable String incompleteReason) {
    if (incomplete) {
      return FinishReasons.of(incompleteReason);
    }
    if (!refusal.isEmpty()) {
      return FinishReason.REFUSAL;
    }
    return toolCalls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
  }

  static @Nullable Usage usage(JsonNode response) {
    JsonNode usage = response.path("usage");
    if (!usage.path("input_tokens").isNumber() && !usage.path("output_tokens").isNumber()) {
      return null;
    }
    JsonNode details = usage.path("input_tokens_details");
    long input = Json.count(usage.path("input_tokens"));
    long output = Json.count(usage.path("output_tokens"));
    // xAI counts reasoning in the total alone
    long untold = Math.max(0, Json.count(usage.path("total_tokens")) - input - output);
    long reasoning = Json.count(usage.path("output_tokens_details").path("reasoning_tokens"));
    return new Usage(
        input,
        Json.count(details.path("cached_tokens")),
        Json.count(details.path("cache_write_tokens")),
        0,
        output + untold,
        Math.max(reasoning, untold),
        ServiceTiers.read(response.path("service_tier")),
        null,
        false);
  }
}
