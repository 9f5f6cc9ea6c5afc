package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.http.async.Later;
import dev.sluice.http.async.Wait;
import dev.sluice.http.async.Waiting;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.view.ViewReader;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * Answers with the state of a call: at once, when it has ended, or by its events; through another
 * process if its partition is elsewhere. Runs on the server's threads.
 */
public final class Polls {
  private static final int SHOWN_ID_LENGTH = 80;

  private final Retrieval retrieval;
  private final PollingSettings settings;
  private final Waiting waiting;
  private final Hop hop;
  private final InstantSource clock;

  public Polls(
      PollingIds ids,
      ViewReader view,
      PollingSettings settings,
      Waiting waiting,
      Hop hop,
      InstantSource clock) {
    this.retrieval = new Retrieval(ids, view, settings, clock);
    this.settings = settings;
    this.waiting = waiting;
    this.hop = hop;
    this.clock = clock;
  }

  Retrieval retrieval() {
    return retrieval;
  }

  Waiting waiting() {
    return waiting;
  }

  Hop hop() {
    return hop;
  }

  /** In the way that the query asks for. */
  void answer(Context ctx, Caller caller) throws Exception {
    String id = ctx.pathParam("id");
    boolean stream = Params.flag(ctx, "stream");
    long after = Params.number(ctx, "starting_after", -1, 0, Integer.MAX_VALUE);
    Duration wait = Params.wait(ctx, settings.maxWait());
    if (!ctx.req().getMethod().equals("GET")) {
      poll(ctx, caller, id, Duration.ZERO);
    } else if (stream) {
      stream(ctx, caller, id, after + 1);
    } else {
      poll(ctx, caller, id, wait);
    }
  }

  private void poll(Context ctx, Caller caller, String id, Duration wait) throws Exception {
    Instant until = clock.instant().plus(wait);
    hop.pass(
        ctx,
        caller,
        new Question(id, ctx.req().getMethod(), path(id), false, until),
        here -> pollHere(here, caller, id, Duration.between(clock.instant(), until)));
  }

  private void pollHere(Context ctx, Caller caller, String id, Duration wait) {
    Retrieval.Answer now = retrieval.find(caller, id);
    if (wait.toMillis() <= 0 || isFinal(now)) {
      answer(ctx, id, now);
    } else if (!waiting.enter()) {
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
    } else {
      Later.answer(
          ctx,
          later ->
              new Wait(
                      waiting,
                      later,
                      isOver(caller, id),
                      () -> answer(ctx, id, retrieval.find(caller, id)))
                  .start(awaited(now), wait));
    }
  }

  /**
   * @param first the sequence number of the first event to send
   */
  private void stream(Context ctx, Caller caller, String id, long first) throws Exception {
    String query = "?stream=true" + (first > 0 ? "&starting_after=" + (first - 1) : "");
    hop.pass(
        ctx,
        caller,
        new Question(id, "GET", path(id) + query, true, clock.instant()),
        here -> streamHere(here, caller, id, first));
  }

  private void streamHere(Context ctx, Caller caller, String id, long first) throws IOException {
    Retrieval.Answer now = retrieval.find(caller, id);
    if (!(now instanceof Retrieval.Found found)) {
      answer(ctx, id, now);
      return;
    }
    ServletOutputStream out = ctx.res().getOutputStream();
    if (!waiting.enter()) {
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
      return;
    }
    EventStream.writeHeadTo(ctx);
    Later.answer(
        ctx,
        later ->
            new ResponseStream(waiting, () -> retrieval.find(caller, id), later, out, first)
                .start(found.id(), settings.keepAlive()));
  }

  BooleanSupplier isOver(Caller caller, String id) {
    return () -> isFinal(retrieval.find(caller, id));
  }

  static void answer(Context ctx, String id, Retrieval.Answer answer) {
    if (answer instanceof Retrieval.Found found) {
      ReplyWriter.write(ctx, 200, ResponseJson.of(id, found.row()));
    } else if (answer instanceof Retrieval.Gone) {
      String shown = id.length() > SHOWN_ID_LENGTH ? id.substring(0, SHOWN_ID_LENGTH) + "…" : id;
      ReplyWriter.write(ctx, ApiError.notFound("Response with id '" + shown + "' not found."));
    } else {
      ReplyWriter.write(
          ctx,
          ApiError.unavailable(
              "Whether there is a response with this id can't be told now. Try again.",
              answer instanceof Retrieval.NotYet ? "not_visible_yet" : "replica_unavailable"));
    }
  }

  private static boolean isFinal(Retrieval.Answer answer) {
    return !(answer instanceof Retrieval.NotYet)
        && !(answer instanceof Retrieval.Found found && !found.row().isTerminal());
  }

  private static PollingId awaited(Retrieval.Answer notFinal) {
    return notFinal instanceof Retrieval.Found found
        ? found.id()
        : ((Retrieval.NotYet) notFinal).id();
  }

  private static String path(String id) {
    return "/v1/responses/" + id;
  }
}
