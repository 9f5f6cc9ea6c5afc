package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.util.ArrayList;
import java.util.List;

/** Streams of whole calls. */
final class Folds {
  private Folds() {}

  /** Of a call of which nothing was written before its row. */
  static List<StreamEvent> events(AnswerForm form, ObjectNode response) {
    StreamFold fold = form.stream();
    List<StreamEvent> events = new ArrayList<>(fold.accepted(response));
    if (ResponseJson.isTerminal(response)) {
      events.addAll(fold.end(response));
    }
    return events;
  }

  /** Of a call that was accepted, wrote these records, and ended with that row. */
  static List<StreamEvent> events(AnswerForm form, List<AnswerDeltas> records, ObjectNode end) {
    StreamFold fold = form.stream();
    String id = end.path("id").asText();
    ViewRow queued = new ViewRow.Pending(Events.status(id, CallStatus.QUEUED, 1).build());
    List<StreamEvent> events = new ArrayList<>(fold.accepted(ResponseJson.of(id, queued)));
    records.forEach(record -> events.addAll(fold.add(record)));
    events.addAll(fold.end(end));
    return events;
  }
}
