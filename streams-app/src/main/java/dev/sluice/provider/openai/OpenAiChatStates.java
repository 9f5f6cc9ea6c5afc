package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What vendors that speak chat completions must get back in the next request: Gemini's thought
 * signatures, the reasoning of DeepSeek and Moonshot, and OpenRouter's details of it. Only the
 * model that wrote it gets it, since this API is many vendors' and most refuse a field they don't
 * know. Pure.
 */
final class OpenAiChatStates {
  private static final String EXTRA = "extra_content";
  private static final String DETAILS = "reasoning_details";

  /**
   * Of a message with tool calls alone: DeepSeek wants them there, and has refused them elsewhere.
   */
  private static final Set<String> WITH_CALLS = Set.of("reasoning_content", "reasoning");

  /**
   * What Gemini 3 takes in place of a signature for a call that another model made
   * (https://ai.google.dev/gemini-api/docs/thought-signatures); without any it refuses the request.
   */
  private static final String NO_SIGNATURE = "skip_thought_signature_validator";

  private OpenAiChatStates() {}

  /** Those of an answer's message. */
  static List<ProviderState> ofMessage(JsonNode message, String model) {
    ObjectNode kept = Json.object();
    if (!message.path("tool_calls").isEmpty()) {
      // also an empty text: DeepSeek wants it back beside tool calls
      WITH_CALLS.stream()
          .sorted()
          .filter(name -> message.path(name).isTextual())
          .forEach(name -> kept.set(name, message.path(name)));
    }
    if (message.path(DETAILS) instanceof ArrayNode details && !details.isEmpty()) {
      kept.set(DETAILS, details);
      // the same once more, as text
      kept.remove(WITH_CALLS);
    }
    keepExtra(kept, message);
    return of(kept, model, null);
  }

  /** Those of one of its tool calls. */
  static List<ProviderState> ofCall(JsonNode call, String model, String toolCallId) {
    ObjectNode kept = Json.object();
    keepExtra(kept, call);
    return of(kept, model, toolCallId);
  }

  private static void keepExtra(ObjectNode kept, JsonNode from) {
    if (from.path(EXTRA) instanceof ObjectNode extra && !extra.isEmpty()) {
      kept.set(EXTRA, extra);
    }
  }

  private static List<ProviderState> of(ObjectNode kept, String model, @Nullable String call) {
    return kept.isEmpty()
        ? List.of()
        : List.of(new ProviderState(ProviderState.OPENAI_CHAT, model, call, kept.toString()));
  }

  /** Adds a message's states to what is sent of it. */
  static void addTo(ObjectNode json, Message message, String model) {
    List<ProviderState> states =
        message.providerStates().stream().filter(state -> state.model().equals(model)).toList();
    boolean calls = !message.toolCalls().isEmpty();
    for (JsonNode data : at(null, states)) {
      WITH_CALLS.stream()
          .filter(name -> calls && data.path(name).isTextual())
          .forEach(name -> json.set(name, data.path(name)));
      if (data.path(DETAILS) instanceof ArrayNode details) {
        json.set(DETAILS, details);
      }
      addExtra(json, data);
    }
    boolean signed = false;
    for (int i = 0; i < message.toolCalls().size(); i++) {
      for (JsonNode data : at(message.toolCalls().get(i).id(), states)) {
        signed |= addExtra((ObjectNode) json.path("tool_calls").path(i), data);
      }
    }
    // it wants the first call of a turn signed
    if (calls && !signed && model.contains("gemini-3")) {
      ((ObjectNode) json.path("tool_calls").path(0))
          .putObject(EXTRA)
          .putObject("google")
          .put("thought_signature", NO_SIGNATURE);
    }
  }

  private static boolean addExtra(ObjectNode to, JsonNode data) {
    boolean has = data.path(EXTRA).isObject();
    if (has) {
      to.set(EXTRA, data.path(EXTRA));
    }
    return has;
  }

  private static List<JsonNode> at(@Nullable String toolCallId, List<ProviderState> states) {
    List<JsonNode> read = new ArrayList<>();
    for (ProviderState state : ProviderState.at(toolCallId, ProviderState.OPENAI_CHAT, states)) {
      JsonNode data = Json.parse(state.data());
      if (data != null) {
        read.add(data);
      }
    }
    return read;
  }
}
