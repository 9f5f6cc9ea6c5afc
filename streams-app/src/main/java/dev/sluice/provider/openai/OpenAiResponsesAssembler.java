package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.json.Json;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the response that the last event of a stream carries, and before it what its output items
 * have come to. Confined to one exchange.
 */
final class OpenAiResponsesAssembler implements ReplyAssembler {
  /** The last events, and the status that each stands for. */
  private static final Map<String, String> LAST =
      Map.of(
          "response.completed", "completed",
          "response.done", "completed",
          "response.incomplete", "incomplete",
          "response.failed", "failed",
          "response.cancelled", "cancelled");

  /** What a response says of itself before it has ended. */
  private static final Set<String> GOING_ON = Set.of("", "queued", "in_progress");

  private final StreamedOutput output = new StreamedOutput();
  private @Nullable ObjectNode response;
  private @Nullable ObjectNode error;
  private @Nullable String ending;

  /** Whether the response's output has all that was told before. */
  private boolean tellsAll;

  @Override
  public List<AnswerDelta> add(StreamEvent event) {
    if (isComplete() || StreamedErrors.isDone(event)) {
      return List.of();
    }
    JsonNode json = Json.parse(event.data());
    error = StreamedErrors.in(event, json);
    if (error != null || json == null) {
      return List.of();
    }
    String type = Json.text(json.path("type"));
    if (type == null) {
      type = Objects.requireNonNullElse(event.name(), "");
    }
    if (json.path("response") instanceof ObjectNode told) {
      response = told;
    }
    ending = LAST.get(type);
    if (ending == null) {
      return output.add(type, json);
    }
    JsonNode whole = json.path("response").path("output");
    tellsAll = output.isIn(whole);
    return tellsAll ? output.end(whole) : List.of();
  }

  @Override
  public boolean isComplete() {
    return ending != null || error != null;
  }

  @Override
  public JsonNode reply() {
    ObjectNode reply = response == null ? Json.object() : response.deepCopy();
    if (error != null) {
      return error.deepCopy().setAll(reply.retain("usage", "service_tier"));
    }
    reply.put("object", "response");
    if (GOING_ON.contains(reply.path("status").asText(""))) {
      reply.put("status", ending == null ? "in_progress" : ending);
    }
    if (!tellsAll) {
      reply.set("output", output.toJson());
    }
    return reply;
  }
}
