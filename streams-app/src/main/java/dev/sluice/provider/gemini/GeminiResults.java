package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ContentPart;
import dev.sluice.json.Json;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes what a tool returned as the {@code response} of a {@code functionResponse}. Pure. */
final class GeminiResults {
  private GeminiResults() {}

  /**
   * The response must be an object; {@code output} is Google's name for a result of another type.
   */
  static void put(ObjectNode functionResponse, List<ContentPart> result, GeminiModel model) {
    List<ContentPart> media = new ArrayList<>(result);
    media.removeIf(part -> part instanceof ContentPart.Text);
    String text =
        result.stream()
            .filter(ContentPart.Text.class::isInstance)
            .map(part -> ((ContentPart.Text) part).text())
            .collect(Collectors.joining("\n"));
    JsonNode json = Json.parse(text);
    functionResponse.set(
        "response", json != null && json.isObject() ? json : Json.object().put("output", text));
    if (!media.isEmpty()) {
      if (!model.isThirdGeneration()) {
        throw UnsupportedRequest.unsupported(
            "messages", "Gemini before 3 supports only text in messages of the role tool");
      }
      ArrayNode parts = functionResponse.putArray("parts");
      GeminiParts.add(parts, media);
    }
  }
}
