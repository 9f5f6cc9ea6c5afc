package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ToolArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The parts of a streamed answer. Those of nothing but text are one part with those before them, of
 * the same kind, as in a whole answer; any other stays as it came, since a thought signature must
 * go back on its own part. Confined to one stream.
 */
final class GeminiStreamedParts {
  private static final Set<String> OF_NOTHING_BUT_TEXT = Set.of("text", "thought");

  private final ArrayNode parts = Json.MAPPER.createArrayNode();

  /** The text of the last part, if that may grow. */
  private final StringBuilder text = new StringBuilder();

  private boolean grows;
  private boolean reasoned;

  /** Whether the last part is a thought that is to be set apart from an earlier one. */
  private boolean separates;

  private int calls;

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /**
   * @param next an array of parts; any other value has none
   */
  List<AnswerDelta> add(JsonNode next) {
    List<AnswerDelta> deltas = new ArrayList<>();
    for (JsonNode part : next) {
      if (part instanceof ObjectNode object) {
        add(object, deltas);
      }
    }
    return deltas;
  }

  private void add(ObjectNode part, List<AnswerDelta> deltas) {
    boolean isText = isNothingButText(part);
    if (part.path("text").asText("").isEmpty()) {
      // what ends a stream has an empty text, also behind calls, where a whole answer has none
      part.remove("text");
      if (isText) {
        return;
      }
    }
    if (!(isText && grows && isThought(part) == isThought(parts.path(parts.size() - 1)))) {
      settle();
      parts.add(part.deepCopy());
      grows = isText;
      separates = reasoned && isThought(part);
    }
    if (isText) {
      text.append(part.path("text").textValue());
    }
    tell(part, deltas);
  }

  private static boolean isNothingButText(ObjectNode part) {
    return part.path("text").isTextual() && OF_NOTHING_BUT_TEXT.containsAll(Json.names(part));
  }

  private static boolean isThought(JsonNode part) {
    return part.path("thought").asBoolean(false);
  }

  private void tell(ObjectNode part, List<AnswerDelta> deltas) {
    String said = part.path("text").asText("");
    JsonNode call = part.path("functionCall");
    if (isThought(part)) {
      if (!said.isEmpty()) {
        deltas.add(new AnswerDelta.Reasoning((separates ? "\n\n" : "") + said));
        separates = false;
        reasoned = true;
      }
    } else if (call.isObject()) {
      int index = calls++;
      String name = call.path("name").asText("");
      deltas.add(new AnswerDelta.ToolCallBegun(index, call.path("id").asText(""), name, false));
      deltas.add(new AnswerDelta.ToolArguments(index, ToolArguments.of(call.path("args"))));
    } else if (!said.isEmpty()) {
      deltas.add(new AnswerDelta.Text(said));
    }
  }

  /** Writes the text to the last part, which grows no more. */
  private void settle() {
    if (grows) {
      write(parts);
    }
    grows = false;
    text.setLength(0);
  }

  private void write(ArrayNode to) {
    if (to.path(to.size() - 1) instanceof ObjectNode last) {
      last.put("text", text.toString());
    }
  }

  ArrayNode whole() {
    ArrayNode whole = parts.deepCopy();
    if (grows) {
      write(whole);
    }
    return whole;
  }
}
