package dev.sluice.call;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an API gave with an answer and must get back unchanged when the answer is a message of the
 * next request: a signature of its reasoning, the encrypted reasoning, or the reasoning itself. A
 * client carries it from the answer to the message, and may have written it: a codec takes from
 * {@code data} only what it knows, and neither logs nor shows it.
 *
 * <p>{@code data} by API:
 *
 * <ul>
 *   <li>{@code anthropic}: a content block as it came, of type {@code thinking} with its {@code
 *       signature}, or {@code redacted_thinking} with its {@code data}
 *   <li>{@code gemini}, {@code vertex}: the members of a part besides its content, {@code
 *       {"thoughtSignature": "..."}}; of a thought also its {@code text}, and {@code "thought":
 *       true}. Neither of the two services takes the other's
 *   <li>{@code bedrock}: a content block as it came, {@code {"reasoningContent": {...}}}
 *   <li>{@code openai_responses}: {@code {"provider": name, "item": {...}}}, with an output item as
 *       it came, of type {@code reasoning} with {@code id}, {@code summary} and {@code
 *       encrypted_content}; no other account can decrypt it
 *   <li>{@code openai_chat}: members of the message, or of the tool call if {@code toolCallId} is
 *       set: {@code reasoning_content}, {@code reasoning}, {@code reasoning_details}, {@code
 *       extra_content}
 * </ul>
 *
 * @param api the kind of API that wrote it, one of the constants here
 * @param model the target's model that wrote it; whether another model of the same API takes it is
 *     the codec's to know
 * @param toolCallId the tool call of the same message that it belongs to, or stands before; null if
 *     it belongs to the text, or stands before that. States of one place are in their order
 * @param data a JSON object as text
 */
public record ProviderState(String api, String model, @Nullable String toolCallId, String data) {
  public static final String ANTHROPIC = "anthropic";
  public static final String BEDROCK = "bedrock";
  public static final String GEMINI = "gemini";
  public static final String OPENAI_CHAT = "openai_chat";
  public static final String OPENAI_RESPONSES = "openai_responses";
  public static final String VERTEX = "vertex";

  /** Those of one place of a message, in order. */
  public static List<ProviderState> at(
      @Nullable String toolCallId, String api, List<ProviderState> states) {
    return states.stream()
        .filter(state -> state.api.equals(api) && Objects.equals(state.toolCallId, toolCallId))
        .toList();
  }

  public ProviderState withToolCallId(@Nullable String toolCallId) {
    return new ProviderState(api, model, toolCallId, data);
  }

  /** Without the data, which is long and not for a log. */
  @Override
  public String toString() {
    return "ProviderState[api=" + api + ", model=" + model + ", toolCallId=" + toolCallId + "]";
  }
}
