package dev.sluice.http;

import dev.sluice.delta.DeltaSource;
import dev.sluice.delta.PartialAnswers;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.SharedWakeUp;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.ApiError;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Answers that are being written.
 *
 * @param deltas of all processes, as streams tell them
 * @param partial those that this process is having written, as polls show them
 * @param buffers for clients that read slowly
 * @param keeps whether the deltas of a call that ended at this time can still be read
 * @param wakeUps for streams that have something to tell
 */
public record LiveAnswers(
    DeltaSource deltas,
    PartialAnswers partial,
    StreamBuffers buffers,
    Predicate<Instant> keeps,
    SharedWakeUp wakeUps) {

  /** Has the events of a response told to a client, whose request has a place among the waiting. */
  interface Teller {
    void tell(AsyncResponse later, EventStream events, AnswerStream stream);
  }

  AnswerStream open(AnswerStream.Answer answer, AsyncResponse later, EventStream events) {
    return new AnswerStream(answer, new AnswerStream.Source(deltas, keeps, wakeUps), later, events);
  }

  /** Begins a stream that a client asks for by the response's ID, or refuses it. */
  void stream(Context ctx, WaiterRegistry waiting, AnswerStream.Answer answer, Teller teller)
      throws IOException {
    ServletOutputStream out = ctx.res().getOutputStream();
    if (!waiting.enter()) {
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
      return;
    }
    EventStream.writeHeadTo(ctx);
    AsyncResponse.answer(
        ctx,
        later -> {
          EventStream events = new EventStream(out, later, buffers);
          teller.tell(later, events, open(answer, later, events));
        });
  }
}
