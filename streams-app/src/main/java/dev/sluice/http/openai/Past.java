package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.v1.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a request refers to.
 *
 * @param messages what was asked before, oldest first
 * @param answer the items that were answered to it
 * @param items output items, by ID
 */
public record Past(List<Message> messages, List<JsonNode> answer, Map<String, JsonNode> items) {
  public static final Past NONE = new Past(List.of(), List.of(), Map.of());

  public Past {
    messages = List.copyOf(messages);
    answer = List.copyOf(answer);
    items = Map.copyOf(items);
  }

  /** A conversation that is continued. */
  public Past after(List<Message> asked, ObjectNode response) {
    List<JsonNode> output = new ArrayList<>();
    response.path("output").forEach(output::add);
    return new Past(asked, output, items);
  }

  /** With a response's output items. */
  public Past with(ObjectNode response) {
    Map<String, JsonNode> more = new HashMap<>(items);
    response.path("output").forEach(item -> more.put(item.path("id").asText(), item));
    return new Past(messages, answer, more);
  }
}
