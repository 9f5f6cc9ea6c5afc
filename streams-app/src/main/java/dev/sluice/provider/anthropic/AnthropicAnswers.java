package dev.sluice.provider.anthropic;

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
import dev.sluice.provider.http.ToolArguments;
import dev.sluice.provider.http.ToolCallIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the Messages API's messages. Confined to one reply. */
final class AnthropicAnswers {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final List<ToolCall> toolCalls = new ArrayList<>();
  private final List<ProviderState> states = new ArrayList<>();

  /** Blocks of thinking that wait for what follows them. */
  private final List<JsonNode> thinking = new ArrayList<>();

  private final ToolCallIds ids;
  private final String model;
  private boolean hasText;

  private AnthropicAnswers(Attempt attempt) {
    this.ids = new ToolCallIds(attempt);
    this.model = attempt.target().model();
  }

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
    AnthropicAnswers read = new AnthropicAnswers(attempt);
    content.forEach(read::block);
    read.before(null);
    String reason = Json.text(message.path("stop_reason"));
    FinishReason finishReason = FinishReasons.of(reason);
    return new Answer(
            read.hasText ? read.text.toString() : null,
            finishReason == FinishReason.REFUSAL ? refusal(message.path("stop_details")) : null,
            read.reasoning.isEmpty() ? null : read.reasoning.toString(),
            read.toolCalls,
            finishReason,
            reason,
            Json.text(message.path("id")),
            Json.text(message.path("model")),
            usage(message))
        .withProviderStates(read.states);
  }

  private void block(JsonNode block) {
    switch (block.path("type").asText("")) {
      case "text" -> {
        before(null);
        hasText = true;
        text.append(block.path("text").asText(""));
      }
      case "thinking" -> {
        thinking.add(block);
        reasoning
            .append(reasoning.isEmpty() ? "" : "\n\n")
            .append(block.path("thinking").asText(""));
      }
      case "redacted_thinking" -> thinking.add(block);
      case "tool_use" -> {
        String id = ids.next(Json.text(block.path("id")));
        before(id);
        toolCalls.add(
            new ToolCall(id, block.path("name").asText(""), ToolArguments.of(block.path("input"))));
      }
      default -> {
        // what the vendor's own tools did
      }
    }
  }

  /** The thinking so far comes before that call, or before the text. */
  private void before(@Nullable String toolCallId) {
    for (JsonNode block : thinking) {
      states.add(new ProviderState(ProviderState.ANTHROPIC, model, toolCallId, block.toString()));
    }
    thinking.clear();
  }

  static String refusal(JsonNode details) {
    String explanation = Json.text(details.path("explanation"));
    String category = Json.text(details.path("category"));
    if (explanation != null) {
      return explanation;
    }
    return "The model refused to answer" + (category == null ? "." : " (" + category + ").");
  }

  /** Anthropic counts cache reads and writes separately from the input. */
  static @Nullable Usage usage(JsonNode message) {
    JsonNode usage = message.path("usage");
    if (!usage.path("input_tokens").isNumber() && !usage.path("output_tokens").isNumber()) {
      return null;
    }
    JsonNode writes = usage.path("cache_creation");
    long hour = Json.count(writes.path("ephemeral_1h_input_tokens"));
    long told = hour + Json.count(writes.path("ephemeral_5m_input_tokens"));
    long read = Json.count(usage.path("cache_read_input_tokens"));
    long written = Math.max(told, Json.count(usage.path("cache_creation_input_tokens")));
    return new Usage(
        Json.count(usage.path("input_tokens")) + read + written,
        read,
        written,
        hour,
        Json.count(usage.path("output_tokens")),
        Json.count(usage.path("output_tokens_details").path("thinking_tokens")),
        ServiceTiers.read(usage.path("service_tier")),
        null,
        false);
  }
}
