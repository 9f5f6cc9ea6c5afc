package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.v1.Answer;
import dev.sluice.v1.ProviderState;
import dev.sluice.v1.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as the output items of OpenAI's Response object. The items' IDs are derived from
 * the polling ID, so that every poll shows the same. Confined to one method call.
 */
final class OutputJson {
  private final ArrayNode output = JsonNodeFactory.instance.arrayNode();
  private final String name;
  private final Answer answer;

  /** What stands before the next item. */
  private final List<ProviderState> before = new ArrayList<>();

  private @Nullable String summary;
  private int reasoningItems;

  private OutputJson(String pollingId, Answer answer) {
    this.name = pollingId.substring(pollingId.indexOf('_') + 1);
    this.answer = answer;
    this.summary = answer.getReasoning();
  }

  static ArrayNode of(String pollingId, Answer answer, String status) {
    OutputJson json = new OutputJson(pollingId, answer);
    json.statesAt(null);
    boolean hasMessage = answer.getText() != null || answer.getRefusal() != null;
    if (hasMessage || answer.getToolCalls().isEmpty()) {
      json.reasoning();
    }
    if (hasMessage) {
      json.message(status);
    }
    int number = 0;
    for (ToolCall call : answer.getToolCalls()) {
      json.statesAt(call.getId());
      json.reasoning();
      json.output
          .addObject()
          .put("type", call.getCustom() ? CallItems.CUSTOM : CallItems.FUNCTION)
          .put("id", CallItems.id(call.getCustom(), json.name, number++))
          .put("call_id", call.getId())
          .put("name", call.getName())
          .put(CallItems.field(call.getCustom()), call.getArguments())
          .put("status", status);
    }
    return json.output;
  }

  private void statesAt(@Nullable String toolCallId) {
    for (ProviderState state : answer.getProviderStates()) {
      if (Objects.equals(state.getToolCallId(), toolCallId)) {
        before.add(state);
      }
    }
  }

  /** The item that clients send back with the one after it; none if there is nothing in it. */
  private void reasoning() {
    if (summary == null && before.isEmpty()) {
      return;
    }
    String number = reasoningItems == 0 ? "" : "_" + reasoningItems;
    reasoningItems++;
    ObjectNode item = output.addObject().put("type", "reasoning").put("id", "rs_" + name + number);
    ArrayNode texts = item.putArray("summary");
    if (summary != null) {
      texts.addObject().put("type", "summary_text").put("text", summary);
    }
    if (!before.isEmpty()) {
      item.put("encrypted_content", ReasoningContent.of(before));
    }
    summary = null;
    before.clear();
  }

  private void message(String status) {
    ObjectNode item =
        output
            .addObject()
            .put("type", "message")
            .put("id", "msg_" + name)
            .put("role", "assistant")
            .put("status", status);
    ArrayNode content = item.putArray("content");
    if (answer.getText() != null) {
      ObjectNode part =
          content.addObject().put("type", "output_text").put("text", answer.getText());
      part.putArray("annotations");
      part.putArray("logprobs");
    }
    if (answer.getRefusal() != null) {
      content.addObject().put("type", "refusal").put("refusal", answer.getRefusal());
    }
  }
}
