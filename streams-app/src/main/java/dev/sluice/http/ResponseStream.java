package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.AskedFields;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.view.RowWatchers;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Lets a client that polls receive a response's events as they occur. Ends after the last event; if
 * this process can no longer tell the state of the call, without one, so that the client resumes
 * elsewhere.
 */
final class ResponseStream {
  private final WaiterRegistry waiting;
  private final Supplier<ResponseLookup.Answer> retrieval;
  private final AskedFields asked;
  private final AsyncResponse later;
  private final EventStream out;
  private final AnswerStream stream;

  // Guarded by this
  private boolean ended;

  ResponseStream(
      WaiterRegistry waiting,
      Supplier<ResponseLookup.Answer> retrieval,
      AskedFields asked,
      AsyncResponse later,
      EventStream out,
      AnswerStream stream) {
    this.waiting = waiting;
    this.retrieval = retrieval;
    this.asked = asked;
    this.later = later;
    this.out = out;
    this.stream = stream;
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
      ended = found.row().isTerminal();
      ObjectNode response = asked.addTo(ResponseJson.of(found.id().text(), found.row()));
      if (ended) {
        stream.end(response);
      } else {
        stream.goesOn(response);
      }
    } else if (answer instanceof ResponseLookup.Gone) {
      ended = true;
      stream.deleted();
    } else {
      ended = true;
      stream.breakOff();
    }
    if (!ended && waiting.isClosed()) {
      ended = true;
      stream.breakOff();
    }
  }
}
