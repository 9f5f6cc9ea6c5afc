package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code GenerateContentResponse}. Confined to one reply. */
final class GeminiAnswers {
  /** The model's own output was of no use, or something else kept it from its end. */
  private static final Set<String> HALF =
      Set.of(
          "CONTINUATION",
          "IMAGE_OTHER",
          "MALFORMED_FUNCTION_CALL",
          "MALFORMED_RESPONSE",
          "MISSING_THOUGHT_SIGNATURE",
          "NO_IMAGE",
          "OTHER",
          "TOO_MANY_TOOL_CALLS",
          "UNEXPECTED_TOOL_CALL");

  private final GeminiHost host;
  private final Attempt attempt;
  private final ToolCallIds ids;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final List<ToolCall> toolCalls = new ArrayList<>();
  private final List<ProviderState> states = new ArrayList<>();
  private final List<ObjectNode> thoughts = new ArrayList<>();
  private boolean hasText;

  private GeminiAnswers(GeminiHost host, Attempt attempt) {
    this.host = host;
    this.attempt = attempt;
    this.ids = new ToolCallIds(attempt);
  }

  /**
   * The answer, without anything in it where the prompt was blocked, or where half an answer came;
   * null if it is no such response.
   *
   * @param response any JSON value
   */
  static @Nullable Answer read(JsonNode response, GeminiHost host, Attempt attempt) {
    if (!response.has("candidates")
        && !response.has("promptFeedback")
        && !response.has("usageMetadata")) {
      return null;
    }
    JsonNode candidate = first(response.path("candidates"));
    String blocked = Json.text(response.path("promptFeedback").path("blockReason"));
    String reason = Json.text(candidate.path("finishReason"));
    GeminiAnswers read = new GeminiAnswers(host, attempt);
    if (!HALF.contains(reason == null ? "" : reason)) {
      candidate.path("content").path("parts").forEach(read::part);
      read.placeThoughts(null);
    }
    return new Answer(
            read.hasText ? read.text.toString() : null,
            null,
            read.reasoning.isEmpty() ? null : read.reasoning.toString(),
            read.toolCalls,
            reason == null && blocked != null
                ? FinishReason.CONTENT_FILTER
                : finishReason(reason, !read.toolCalls.isEmpty()),
            reason == null ? blocked : reason,
            Json.text(response.path("responseId")),
            Json.text(response.path("modelVersion")),
            usage(response))
        .withProviderStates(read.states);
  }

  /** The reply, out of the list of one that Google sometimes puts it into. */
  static JsonNode only(JsonNode reply) {
    return reply.isArray() && reply.size() == 1 ? reply.path(0) : reply;
  }

  /** The candidate of index 0, which has none where it is the only one. */
  private static JsonNode first(JsonNode candidates) {
    for (JsonNode candidate : candidates) {
      if (candidate.path("index").asInt(0) == 0) {
        return candidate;
      }
    }
    return candidates.path(0);
  }

  private void part(JsonNode part) {
    ObjectNode signed = GeminiSignatures.of(part);
    if (part.path("thought").asBoolean(false)) {
      String thought = part.path("text").asText("");
      reasoning.append(reasoning.isEmpty() || thought.isEmpty() ? "" : "\n\n").append(thought);
      if (signed != null) {
        thoughts.add(signed);
      }
      return;
    }
    String callId = null;
    JsonNode call = part.path("functionCall");
    if (call.isObject()) {
      callId = ids.next(Json.text(call.path("id")));
      toolCalls.add(
          new ToolCall(callId, call.path("name").asText(""), ToolArguments.of(call.path("args"))));
    } else if (part.path("text").isTextual()) {
      hasText = true;
      text.append(part.path("text").textValue());
    }
    placeThoughts(callId);
    if (signed != null) {
      states.add(state(callId, signed));
    }
  }

  /** Thoughts belong before the part that follows them. */
  private void placeThoughts(@Nullable String callId) {
    thoughts.forEach(thought -> states.add(state(callId, thought)));
    thoughts.clear();
  }

  private ProviderState state(@Nullable String callId, ObjectNode data) {
    return new ProviderState(host.api(), attempt.target().model(), callId, data.toString());
  }

  private static FinishReason finishReason(@Nullable String reason, boolean calls) {
    return switch (reason == null ? "" : reason) {
      case "STOP" -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      case "MAX_TOKENS" -> FinishReason.LENGTH;
      case "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "MODEL_ARMOR",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION" ->
          FinishReason.CONTENT_FILTER;
      default -> FinishReason.UNKNOWN;
    };
  }

  /**
   * What the response was paid for; null where it does not say so. Thoughts are counted beside the
   * answer, and what Google's own tools put into the prompt beside the prompt.
   */
  static @Nullable Usage usage(JsonNode response) {
    JsonNode usage = response.path("usageMetadata");
    if (!usage.path("promptTokenCount").isNumber()
        && !usage.path("candidatesTokenCount").isNumber()) {
      return null;
    }
    long input =
        Json.count(usage.path("promptTokenCount"))
            + Json.count(usage.path("toolUsePromptTokenCount"));
    long thoughts = Json.count(usage.path("thoughtsTokenCount"));
    return new Usage(
        input,
        Json.count(usage.path("cachedContentTokenCount")),
        0,
        Json.count(usage.path("candidatesTokenCount")) + thoughts,
        thoughts,
        null,
        false);
  }
}
