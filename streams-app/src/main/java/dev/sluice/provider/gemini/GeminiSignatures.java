package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the thought signatures of earlier answers back on the parts that they came with, where the
 * same model of the same service gave them: others call them corrupted. Pure.
 */
final class GeminiSignatures {
  private static final String SIGNATURE = "thoughtSignature";

  /**
   * What Google's documentation gives for calls that another model made: Gemini 3 refuses a turn
   * whose first call has no signature (https://ai.google.dev/gemini-api/docs/thought-signatures).
   */
  private static final String OF_ANOTHER_MODEL = "skip_thought_signature_validator";

  private final GeminiHost host;
  private final String targetModel;

  GeminiSignatures(GeminiHost host, String targetModel) {
    this.host = host;
    this.targetModel = targetModel;
  }

  /** What must come back of a part of an answer; null if nothing. */
  static @Nullable ObjectNode of(JsonNode part) {
    String signature = Json.text(part.path(SIGNATURE));
    if (signature == null) {
      return null;
    }
    ObjectNode kept = Json.object();
    if (part.path("thought").asBoolean(false)) {
      kept.put("thought", true).put("text", part.path("text").asText(""));
    }
    return kept.put(SIGNATURE, signature);
  }

  /**
   * @param parts those of the message's text; a signature whose text is gone gets a part of its own
   */
  void putOnText(ArrayNode parts, List<ProviderState> states) {
    ArrayNode thoughts = Json.MAPPER.createArrayNode();
    for (ProviderState state : ProviderState.at(null, host.api(), states)) {
      ObjectNode signed = signed(state);
      if (signed == null) {
        continue;
      }
      if (signed.has("thought")) {
        thoughts.add(signed);
      } else if (parts.path(parts.size() - 1) instanceof ObjectNode last && !last.has(SIGNATURE)) {
        last.set(SIGNATURE, signed.path(SIGNATURE));
      } else {
        parts.add(signed.put("text", ""));
      }
    }
    for (int i = 0; i < thoughts.size(); i++) {
      parts.insert(i, thoughts.get(i));
    }
  }

  /** Adds the call's part, after the thoughts that stood before it. */
  void putOnCall(ArrayNode parts, ObjectNode part, ToolCall call, List<ProviderState> states) {
    for (ProviderState state : ProviderState.at(call.id(), host.api(), states)) {
      ObjectNode signed = signed(state);
      if (signed != null && signed.has("thought")) {
        parts.add(signed);
      } else if (signed != null) {
        part.set(SIGNATURE, signed.path(SIGNATURE));
      }
    }
    parts.add(part);
  }

  static void putIfMissing(ObjectNode call) {
    if (!call.has(SIGNATURE)) {
      call.put(SIGNATURE, OF_ANOTHER_MODEL);
    }
  }

  /** A client may have written it: only what {@link #of} keeps is taken. */
  private @Nullable ObjectNode signed(ProviderState state) {
    JsonNode data = state.model().equals(targetModel) ? Json.parse(state.data()) : null;
    return data == null ? null : of(data);
  }
}
