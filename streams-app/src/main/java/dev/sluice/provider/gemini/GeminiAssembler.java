package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import dev.sluice.provider.stream.ErrorEvents;
import dev.sluice.provider.stream.LatestFields;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@code GenerateContentResponse} together from those of a stream, each of which has the
 * next parts. No event says that it is the last: a candidate says why it ended, and what follows
 * may still tell the usage. Confined to one stream.
 */
final class GeminiAssembler implements ReplyAssembler {
  private static final Set<String> APART = Set.of("candidates", "usageMetadata");

  /** All but its candidate and its usage. */
  private final ObjectNode response = Json.object();

  private final ObjectNode usage = Json.object();

  /** All but its content. */
  private final ObjectNode candidate = Json.object();

  private final GeminiStreamedParts parts = new GeminiStreamedParts();
  private @Nullable ObjectNode error;

  @Override
  public List<AnswerDelta> add(StreamEvent event) {
    if (error != null) {
      return List.of();
    }
    JsonNode data = Json.parse(event.data());
    error = ErrorEvents.in(event, data);
    return error == null && data != null && GeminiAnswers.only(data) instanceof ObjectNode next
        ? add(next)
        : List.of();
  }

  private List<AnswerDelta> add(ObjectNode next) {
    LatestFields.merge(usage, next.path("usageMetadata"));
    JsonNode given = candidate(next.path("candidates"));
    LatestFields.merge(response, next.remove(APART));
    if (!(given instanceof ObjectNode found)) {
      return List.of();
    }
    JsonNode content = found.path("content");
    found.remove("content");
    LatestFields.merge(candidate, found);
    return parts.add(content.path("parts"));
  }

  /** Only one is asked for; it has the index 0 or none. */
  private static JsonNode candidate(JsonNode candidates) {
    for (JsonNode each : candidates) {
      if (each.path("index").asInt(0) == 0) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  @Override
  public boolean isComplete() {
    return error != null
        || Json.text(candidate.path("finishReason")) != null
        || Json.text(response.path("promptFeedback").path("blockReason")) != null;
  }

  @Override
  public JsonNode reply() {
    ObjectNode reply = error == null ? response.deepCopy() : error.deepCopy();
    if (error == null && !(candidate.isEmpty() && parts.isEmpty())) {
      ObjectNode whole = candidate.deepCopy();
      if (!parts.isEmpty()) {
        whole.putObject("content").set("parts", parts.whole());
      }
      reply.putArray("candidates").add(whole);
    }
    if (!usage.isEmpty()) {
      reply.set("usageMetadata", usage.deepCopy());
    }
    return reply;
  }
}
