package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.json.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events that OpenAI streams of a response. When an attempt breaks off of which something was
 * told, the stream ends with an error: clients would join another answer to what they have. The
 * response at the end has the items as they were told, with the same IDs and in the same order.
 */
final class ResponseStreamFold implements StreamFold {
  private final EventSequence out = new EventSequence();
  private final DeltaCursor cursor = new DeltaCursor();

  // Until it was told that the response is in progress
  private @Nullable ObjectNode started;

  private @Nullable StreamedOutput output;
  private String id = "";
  private int attempt;
  private boolean over;

  @Override
  public List<StreamEvent> accepted(ObjectNode response) {
    if (output == null) {
      id = response.path("id").asText();
      output = new StreamedOutput(out, id.substring(id.indexOf('_') + 1));
      started = ResponseJson.started(response);
      out.addResponse("created", started);
      out.addResponse("queued", started);
    }
    if (!response.path("status").asText().equals("queued")) {
      begin();
    }
    return out.take();
  }

  @Override
  public List<StreamEvent> add(AnswerDeltas record) {
    List<AnswerDelta> fresh = cursor.fresh(record);
    if (!fresh.isEmpty() && !over) {
      begin();
      if (attempt != cursor.attempt()) {
        attempt = cursor.attempt();
        beginAgain();
      }
      if (!over) {
        fresh.forEach(output()::add);
      }
    }
    return out.take();
  }

  @Override
  public List<StreamEvent> end(ObjectNode response) {
    if (over) {
      return List.of();
    }
    begin();
    String status = response.path("status").asText();
    if (status.equals("failed") || status.equals("cancelled")) {
      over = true;
      // the SDKs know no event for a cancelled response, and some fail on unknown ones
      out.addResponse("failed", response);
      return out.take();
    }
    if (!output().isBeginOf(response)) {
      beginAgain();
    }
    if (!over) {
      over = true;
      output().end(response);
      out.addResponse(status, told(response));
    }
    return out.take();
  }

  @Override
  public boolean awaitsMore() {
    return cursor.awaitsMore();
  }

  @Override
  public boolean isOver() {
    return over;
  }

  private void begin() {
    if (started != null) {
      out.addResponse("in_progress", started.deepCopy().put("status", "in_progress"));
      started = null;
    }
  }

  /** What follows is another answer, which can't be told any more if anything was. */
  private void beginAgain() {
    if (!output().isEmpty()) {
      over = true;
      out.addError(ApiError.streamBroken(id));
    }
  }

  /** With its items as they were told, which have other IDs if there were several of a kind. */
  private ObjectNode told(ObjectNode response) {
    ObjectNode told = Json.object();
    told.setAll(response);
    told.set("output", output().json());
    return told;
  }

  private StreamedOutput output() {
    return Objects.requireNonNull(output, "nothing was accepted");
  }
}
