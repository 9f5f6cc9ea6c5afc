package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.v1.Answer;
import dev.sluice.v1.ToolCall;

/**
 * Writes an answer as the output items of OpenAI's Response object. The items' IDs are derived from
 * the polling ID, so that every poll shows the same. Pure; any thread.
 */
final class OutputJson {
  private OutputJson() {}

  static ArrayNode of(String pollingId, Answer answer, String status) {
    String name = pollingId.substring(pollingId.indexOf('_') + 1);
    ArrayNode output = JsonNodeFactory.instance.arrayNode();
    if (answer.getReasoning() != null) {
      reasoning(output, name, answer.getReasoning());
    }
    if (answer.getText() != null || answer.getRefusal() != null) {
      message(output, name, answer, status);
    }
    int number = 0;
    for (ToolCall call : answer.getToolCalls()) {
      output
          .addObject()
          .put("type", "function_call")
          .put("id", "fc_" + name + "_" + number++)
          .put("call_id", call.getId())
          .put("name", call.getName())
          .put("arguments", call.getArguments())
          .put("status", status);
    }
    return output;
  }

  private static void reasoning(ArrayNode output, String name, String text) {
    ObjectNode item = output.addObject().put("type", "reasoning").put("id", "rs_" + name);
    item.putArray("summary").addObject().put("type", "summary_text").put("text", text);
  }

  private static void message(ArrayNode output, String name, Answer answer, String status) {
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
