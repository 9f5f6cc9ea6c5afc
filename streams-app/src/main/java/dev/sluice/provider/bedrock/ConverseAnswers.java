package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ToolArguments;
import dev.sluice.provider.http.ToolCallIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Converse's answers. Confined to one reply. */
final class ConverseAnswers {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final List<ToolCall> toolCalls = new ArrayList<>();
  private final List<ProviderState> states = new ArrayList<>();

  /** Blocks of reasoning that wait for what follows them. */
  private final List<JsonNode> before = new ArrayList<>();

  private final ToolCallIds ids;
  private final String model;
  private boolean hasText;

  private ConverseAnswers(Attempt attempt) {
    this.ids = new ToolCallIds(attempt);
    this.model = attempt.target().model();
  }

  /**
   * Null if it is not an answer.
   *
   * @param reply any JSON value
   */
  static @Nullable Answer read(JsonNode reply, Attempt attempt) {
    JsonNode content = reply.path("output").path("message").path("content");
    if (!content.isArray()) {
      return null;
    }
    ConverseAnswers read = new ConverseAnswers(attempt);
    content.forEach(read::block);
    read.belongsTo(null);
    String reason = Json.text(reply.path("stopReason"));
    return new Answer(
            read.hasText ? read.text.toString() : null,
            null,
            read.reasoning.isEmpty() ? null : read.reasoning.toString(),
            read.toolCalls,
            finishReason(reason),
            reason,
            null,
            Json.text(reply.path("trace").path("promptRouter").path("invokedModelId")),
            usage(reply))
        .withProviderStates(read.states);
  }

  private void block(JsonNode block) {
    if (block.has("text")) {
      text(block.path("text"));
    } else if (block.has("citationsContent")) {
      block.path("citationsContent").path("content").forEach(part -> text(part.path("text")));
    } else if (block.has("toolUse")) {
      JsonNode call = block.path("toolUse");
      String id = ids.next(Json.text(call.path("toolUseId")));
      belongsTo(id);
      toolCalls.add(
          new ToolCall(id, call.path("name").asText(""), ToolArguments.of(call.path("input"))));
    } else if (block.has("reasoningContent")) {
      before.add(block);
      String thought = Json.text(block.at("/reasoningContent/reasoningText/text"));
      if (thought != null) {
        reasoning.append(reasoning.isEmpty() ? "" : "\n\n").append(thought);
      }
    }
  }

  private void text(JsonNode part) {
    belongsTo(null);
    hasText = true;
    text.append(part.asText(""));
  }

  private void belongsTo(@Nullable String toolCallId) {
    for (JsonNode block : before) {
      states.add(new ProviderState(ProviderState.BEDROCK, model, toolCallId, block.toString()));
    }
    before.clear();
  }

  /** Malformed output has no name of ours. */
  private static FinishReason finishReason(@Nullable String reason) {
    return switch (reason == null ? "" : reason) {
      case "end_turn", "stop_sequence" -> FinishReason.STOP;
      case "tool_use" -> FinishReason.TOOL_CALLS;
      case "max_tokens" -> FinishReason.LENGTH;
      case "guardrail_intervened", "content_filtered" -> FinishReason.CONTENT_FILTER;
      case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
      default -> FinishReason.UNKNOWN;
    };
  }

  /** Converse counts what it reads from its cache and writes to it beside the input. */
  static @Nullable Usage usage(JsonNode reply) {
    JsonNode usage = reply.path("usage");
    if (!usage.path("inputTokens").isNumber() && !usage.path("outputTokens").isNumber()) {
      return null;
    }
    long read = Json.count(usage.path("cacheReadInputTokens"));
    long written = Json.count(usage.path("cacheWriteInputTokens"));
    long hour = 0;
    for (JsonNode detail : usage.path("cacheDetails")) {
      if (detail.path("ttl").asText("").equals("1h")) {
        hour += Json.count(detail.path("inputTokens"));
      }
    }
    String tier = Json.text(reply.path("serviceTier").path("type"));
    return new Usage(
        Json.count(usage.path("inputTokens")) + read + written,
        read,
        Math.max(written, hour),
        hour,
        Json.count(usage.path("outputTokens")),
        0,
        "default".equals(tier) ? null : tier,
        null,
        false);
  }
}
