package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Message;
import dev.sluice.call.ProviderState;
import dev.sluice.call.Target;
import dev.sluice.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The encrypted reasoning items that the Responses API gives where nothing is stored, and takes
 * back before the item that followed them. Only the same account can decrypt them, so they go back
 * to the provider and model that wrote them alone. Pure.
 */
final class OpenAiResponsesStates {
  /** What a request must include for the answer to have them. */
  static final String INCLUDED = "reasoning.encrypted_content";

  /**
   * OpenAI refuses the field for models that don't reason ("Encrypted content is not supported with
   * this model"), and a model does well enough without it.
   */
  private static final Pattern REASONS =
      Pattern.compile("(ft:)?(o[1-9]|gpt-[5-9](?!(\\.\\d+)?-chat)|grok-[4-9]|codex).*");

  private OpenAiResponsesStates() {}

  /** Asks for them, besides what the request includes itself. */
  static void include(ObjectNode body, String model) {
    if (!REASONS.matcher(model).matches()) {
      return;
    }
    ArrayNode include =
        body.path("include") instanceof ArrayNode given ? given.deepCopy() : body.arrayNode();
    for (JsonNode each : include) {
      if (each.asText().equals(INCLUDED)) {
        return;
      }
    }
    body.set("include", include.add(INCLUDED));
  }

  /** The reasoning items of an answer that wait for the item that follows them. */
  static final class Before {
    private final Target target;
    private final List<JsonNode> items = new ArrayList<>();

    Before(Target target) {
      this.target = target;
    }

    /** One without encrypted content is stored nowhere, and would be unknown when it came back. */
    void reasoning(JsonNode item) {
      if (Json.text(item.path("encrypted_content")) != null) {
        items.add(item);
      }
    }

    List<ProviderState> message() {
      return at(null);
    }

    List<ProviderState> call(String id) {
      return at(id);
    }

    private List<ProviderState> at(@Nullable String toolCallId) {
      List<ProviderState> states =
          items.stream().map(item -> state(item, target, toolCallId)).toList();
      items.clear();
      return states;
    }
  }

  private static ProviderState state(JsonNode item, Target target, @Nullable String toolCallId) {
    ObjectNode data = Json.object().put("provider", target.provider());
    data.set("item", item);
    return new ProviderState(
        ProviderState.OPENAI_RESPONSES, target.model(), toolCallId, data.toString());
  }

  /**
   * Adds those of one place of a message.
   *
   * @param toolCallId null for those before the text
   */
  static void addTo(ArrayNode input, Message message, @Nullable String toolCallId, Target target) {
    for (ProviderState state :
        ProviderState.at(toolCallId, ProviderState.OPENAI_RESPONSES, message.providerStates())) {
      JsonNode data = Json.parse(state.data());
      if (data == null || !state.model().equals(target.model())) {
        continue;
      }
      JsonNode item = data.path("item");
      // a client may have written it: nothing else may come in this way
      if (data.path("provider").asText("").equals(target.provider())
          && item.path("type").asText("").equals("reasoning")) {
        input.add(item);
      }
    }
  }
}
