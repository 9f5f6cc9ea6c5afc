package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of an answer's output items.
 *
 * @param calls the items of tool calls
 */
record AnswerText(String reasoning, String text, String refusal, List<JsonNode> calls) {

  static AnswerText of(JsonNode output) {
    StringBuilder reasoning = new StringBuilder();
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    List<JsonNode> calls = new ArrayList<>();
    for (JsonNode item : output) {
      switch (item.path("type").asText()) {
        case "reasoning" ->
            item.path("summary").forEach(part -> reasoning.append(part.path("text").asText()));
        case "message" ->
            item.path("content")
                .forEach(
                    part -> {
                      text.append(part.path("text").asText());
                      refusal.append(part.path("refusal").asText());
                    });
        default -> calls.add(item);
      }
    }
    return new AnswerText(reasoning.toString(), text.toString(), refusal.toString(), calls);
  }
}
