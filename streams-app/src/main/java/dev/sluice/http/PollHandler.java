package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.LongPoll;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.AskedFields;
import dev.sluice.http.openai.PartialOutput;
import dev.sluice.http.openai.ResponseJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * Answers with the state of a call: at once, when it has ended, or by its events; through another
 * process if its partition is elsewhere. Runs on the server's threads.
 */
public final class PollHandler {
  private static final int SHOWN_ID_LENGTH = 80;

  private final ResponseLookup lookup;
  private final AskedRequests asked;
  private final LiveAnswers live;
  private final PollingSettings settings;
  private final WaiterRegistry waiting;
  private final PeerRouter router;
  private final PeerStreams elsewhere;
  private final InstantSource clock;

  public PollHandler(
      ResponseSources sources,
      AnswerSources answers,
      PollingSettings settings,
      WaiterRegistry waiting,
      PeerRouter router,
      InstantSource clock) {
    this.lookup = new ResponseLookup(sources.ids(), sources.view(), settings, clock);
    this.asked = new AskedRequests(sources.requests(), clock);
    this.live = sources.live();
    this.settings = settings;
    this.waiting = waiting;
    this.router = router;
    this.elsewhere = new PeerStreams(answers, lookup, asked, live, settings, waiting);
    this.clock = clock;
  }

  ResponseLookup retrieval() {
    return lookup;
  }

  AskedRequests asked() {
    return asked;
  }

  LiveAnswers live() {
    return live;
  }

  WaiterRegistry waiting() {
    return waiting;
  }

  PeerRouter hop() {
    return router;
  }

  /** In the way that the query asks for. */
  void answer(Context ctx, Principal principal) throws Exception {
    String id = ctx.pathParam("id");
    boolean stream = Params.flag(ctx, "stream");
    long after = Params.number(ctx, "starting_after", -1, 0, Integer.MAX_VALUE);
    Duration wait = Params.wait(ctx, settings.maxWait());
    if (!ctx.req().getMethod().equals("GET")) {
      poll(ctx, principal, id, Duration.ZERO);
    } else if (stream) {
      stream(ctx, principal, id, after + 1);
    } else {
      poll(ctx, principal, id, wait);
    }
  }

  private void poll(Context ctx, Principal principal, String id, Duration wait) throws Exception {
    Instant until = clock.instant().plus(wait);
    router.pass(
        ctx,
        principal,
        new PeerRequest(id, ctx.req().getMethod(), path(id), until),
        here -> pollHere(here, principal, id, Duration.between(clock.instant(), until)));
  }

  private void pollHere(Context ctx, Principal principal, String id, Duration wait)
      throws Exception {
    ResponseLookup.Answer now = lookup.find(principal, id);
    if (now instanceof ResponseLookup.Found || (wait.toMillis() > 0 && !isFinal(now))) {
      asked.answer(
          ctx,
          principal,
          named(now),
          (same, fields) -> pollHere(same, principal, new Known(id, now, fields), wait));
    } else {
      answer(ctx, id, now);
    }
  }

  private record Known(String id, ResponseLookup.Answer now, AskedFields asked) {}

  private void pollHere(Context ctx, Principal principal, Known known, Duration wait) {
    String id = known.id();
    if (wait.toMillis() <= 0 || isFinal(known.now())) {
      show(ctx, id, known.now(), known.asked());
    } else if (!waiting.enter()) {
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
    } else {
      AsyncResponse.answer(
          ctx,
          later ->
              new LongPoll(
                      waiting,
                      later,
                      isOver(principal, id),
                      () -> show(ctx, id, lookup.find(principal, id), known.asked()))
                  .start(named(known.now()), wait));
    }
  }

  /**
   * @param first the sequence number of the first event to send
   */
  private void stream(Context ctx, Principal principal, String id, long first) throws Exception {
    router.pass(
        ctx,
        principal,
        new PeerRequest(id, "GET", path(id), clock.instant()),
        here -> streamHere(here, principal, id, first),
        (there, reply) -> elsewhere.stream(there, principal, id, first, reply));
  }

  private void streamHere(Context ctx, Principal principal, String id, long first)
      throws Exception {
    ResponseLookup.Answer now = lookup.find(principal, id);
    if (now instanceof ResponseLookup.Found found) {
      asked.answer(
          ctx,
          principal,
          found.id(),
          (same, fields) -> stream(same, principal, found, fields, first));
    } else {
      answer(ctx, id, now);
    }
  }

  private void stream(
      Context ctx, Principal principal, ResponseLookup.Found found, AskedFields asked, long first)
      throws IOException {
    live.stream(
        ctx,
        waiting,
        AnswerStream.Answer.polled(found.id(), first),
        (later, events, stream) ->
            new ResponseStream(
                    waiting,
                    () -> lookup.find(principal, found.id().text()),
                    asked,
                    later,
                    events,
                    stream)
                .start(found.id(), settings.keepAlive()));
  }

  /** With what was written so far of an answer that this process has. */
  private void show(Context ctx, String id, ResponseLookup.Answer now, AskedFields asked) {
    if (now instanceof ResponseLookup.Found found && !found.row().isTerminal()) {
      ObjectNode response = ResponseJson.of(id, found.row());
      PartialOutput.addTo(response, live.partial().soFar(id));
      ReplyWriter.write(ctx, 200, asked.addTo(response));
    } else {
      answer(ctx, id, now, asked);
    }
  }

  BooleanSupplier isOver(Principal principal, String id) {
    return () -> isFinal(lookup.find(principal, id));
  }

  static void answer(Context ctx, String id, ResponseLookup.Answer answer) {
    answer(ctx, id, answer, AskedFields.NONE);
  }

  static void answer(Context ctx, String id, ResponseLookup.Answer answer, AskedFields asked) {
    if (answer instanceof ResponseLookup.Found found) {
      ReplyWriter.write(ctx, 200, asked.addTo(ResponseJson.of(id, found.row())));
    } else if (answer instanceof ResponseLookup.Gone) {
      String shown = id.length() > SHOWN_ID_LENGTH ? id.substring(0, SHOWN_ID_LENGTH) + "…" : id;
      ReplyWriter.write(ctx, ApiError.notFound("Response with id '" + shown + "' not found."));
    } else {
      ReplyWriter.write(
          ctx,
          ApiError.unavailable(
              "The response can't be looked up now. Retry.",
              answer instanceof ResponseLookup.NotYet ? "not_visible_yet" : "replica_unavailable"));
    }
  }

  private static boolean isFinal(ResponseLookup.Answer answer) {
    return !(answer instanceof ResponseLookup.NotYet)
        && !(answer instanceof ResponseLookup.Found found && !found.row().isTerminal());
  }

  private static PollingId named(ResponseLookup.Answer foundOrNotYet) {
    return foundOrNotYet instanceof ResponseLookup.Found found
        ? found.id()
        : ((ResponseLookup.NotYet) foundOrNotYet).id();
  }

  private static String path(String id) {
    return "/v1/responses/" + id;
  }
}
