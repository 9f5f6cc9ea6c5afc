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
 * told, its items end as incomplete, and those of the next one follow with IDs of their own. They
 * alone are the output of the response at the end, with the same IDs and in the same order.
 */
final class ResponseStreamFold implements StreamFold {
  private final EventSequence out = new EventSequence();
  private final DeltaCursor cursor = new DeltaCursor();

  // Until it was told that the response is in progress
  private @Nullable ObjectNode started;

  private @Nullable StreamedOutput output;
  private String name = "";
  private int attempt;
  private int restarts;
  private boolean over;

  @Override
  public List<StreamEvent> accepted(ObjectNode response) {
    if (output == null) {
      String id = response.path("id").asText();
      name = id.substring(id.indexOf('_') + 1);
      output = new StreamedOutput(out, name, new ItemIds(0));
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
        breakOff();
      }
      fresh.forEach(output()::add);
    }
    return out.take();
  }

  @Override
  public List<StreamEvent> end(ObjectNode response) {
    over = true;
    begin();
    String status = response.path("status").asText();
    if (status.equals("failed") || status.equals("cancelled")) {
      breakOff();
      // the SDKs know no event for a cancelled response, and some fail on unknown ones
      out.addResponse("failed", response);
      return out.take();
    }
    if (!output().isBeginOf(response)) {
      breakOff();
    }
    boolean whole = output().isEmpty() && restarts == 0;
    output().end(response);
    ObjectNode told = response;
    if (!whole) {
      told = Json.object();
      told.setAll(response);
      told.set("output", output().json());
    }
    out.addResponse(status, told);
    return out.take();
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

  /** What follows is begun again, if anything was told. */
  private void breakOff() {
    if (!output().isEmpty()) {
      output().breakOff();
      restarts++;
      output = new StreamedOutput(out, name, new ItemIds(restarts));
    }
  }

  private StreamedOutput output() {
    return Objects.requireNonNull(output, "nothing was accepted");
  }
}
