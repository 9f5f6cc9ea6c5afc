package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.AnswerForm;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.AskedFields;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.http.openai.ResponsesForm;
import dev.sluice.http.openai.StreamEvent;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.ViewRow;
import jakarta.servlet.ServletOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * One client that receives a response's events as they occur. Ends after the last event; if this
 * process can no longer tell the state of the call, without one, so that the client resumes
 * elsewhere.
 */
final class ResponseStream {
  private static final AnswerForm FORM = new ResponsesForm();

  private final WaiterRegistry waiting;
  private final Supplier<ResponseLookup.Answer> retrieval;
  private final AskedFields asked;
  private final AsyncResponse later;
  private final EventStream out;

  // Guarded by this
  private long next;
  private boolean ended;

  /**
   * @param first the sequence number of the first event to send
   */
  ResponseStream(
      WaiterRegistry waiting,
      Supplier<ResponseLookup.Answer> retrieval,
      AskedFields asked,
      AsyncResponse later,
      ServletOutputStream out,
      long first) {
    this.waiting = waiting;
    this.retrieval = retrieval;
    this.asked = asked;
    this.later = later;
    this.out = new EventStream(out, later);
    this.next = first;
  }

  /** Call it once, after {@link WaiterRegistry#enter}; leaves its place at the end. */
  void start(PollingId id, Duration keepAlive) {
    // before the row is read: later changes are reported
    RowWatchers.Watch watch = waiting.watch(id, () -> later.execute(this::advance));
    Future<?> alive = waiting.every(keepAlive, () -> later.execute(out::keepAlive));
    later.atEnd(
        () -> {
          alive.cancel(false);
          watch.close();
          waiting.leave();
        });
    out.start();
    advance();
  }

  private synchronized void advance() {
    if (ended) {
      return;
    }
    ResponseLookup.Answer answer = retrieval.get();
    if (answer instanceof ResponseLookup.Found found) {
      send(found);
    } else if (answer instanceof ResponseLookup.Gone) {
      ended = true;
      out.send(FORM.error((int) next, ApiError.notFound("The response has been deleted.")));
    } else {
      ended = true;
    }
    ended |= waiting.isClosed();
    if (ended) {
      out.end();
    }
  }

  private void send(ResponseLookup.Found found) {
    ViewRow row = found.row();
    List<StreamEvent> events = FORM.events(asked.addTo(ResponseJson.of(found.id().text(), row)));
    for (StreamEvent event : events.subList((int) Math.min(next, events.size()), events.size())) {
      out.send(event);
    }
    next = Math.max(next, events.size());
    ended = row.isTerminal();
  }
}
