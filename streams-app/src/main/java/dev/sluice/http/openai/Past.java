package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.v1.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request refers to.
 *
 * @param messages what was asked before, oldest first
 * @param answer the items that were answered to it
 * @param outputs of the responses that items were named of, by the responses' IDs
 */
public record Past(
    List<Message> messages, List<JsonNode> answer, Map<String, List<JsonNode>> outputs) {
  public static final Past NONE = new Past(List.of(), List.of(), Map.of());

  public Past {
    messages = List.copyOf(messages);
    answer = List.copyOf(answer);
    outputs = Map.copyOf(outputs);
  }

  /** A conversation that is continued. */
  public Past after(List<Message> asked, ObjectNode response) {
    return new Past(asked, output(response), outputs);
  }

  /** With a response's output items. */
  public Past with(ObjectNode response) {
    Map<String, List<JsonNode>> more = new HashMap<>(outputs);
    more.put(response.path("id").asText(), output(response));
    return new Past(messages, answer, more);
  }

  /** All items of the response that the item is of; none if it was not found. */
  List<JsonNode> outputOf(String item) {
    return outputs.getOrDefault(References.responseOf(item), List.of());
  }

  /**
   * @param streamed its ID in the response or in a stream of it
   * @return null if it was not found
   */
  @Nullable JsonNode item(String streamed) {
    String id = ItemIds.atTheEnd(streamed);
    for (JsonNode item : outputOf(id)) {
      if (item.path("id").asText().equals(id)) {
        return item;
      }
    }
    return null;
  }

  private static List<JsonNode> output(ObjectNode response) {
    List<JsonNode> output = new ArrayList<>();
    response.path("output").forEach(output::add);
    return output;
  }
}
