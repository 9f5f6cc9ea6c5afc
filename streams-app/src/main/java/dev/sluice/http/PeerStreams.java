package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.PendingResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.AskedFields;
import dev.sluice.http.openai.Reply;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.json.Json;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Streams responses whose partitions other processes have. The events are made here, from the topic
 * that attempts write to; only the response itself is asked for where it is, and wherever it goes.
 * So a stream outlives the process that has the call. Runs on the server's threads.
 */
final class PeerStreams {
  private final AnswerSources sources;
  private final ResponseLookup lookup;
  private final AskedRequests asked;
  private final LiveAnswers live;
  private final PollingSettings settings;
  private final WaiterRegistry waiting;

  PeerStreams(
      AnswerSources sources,
      ResponseLookup lookup,
      AskedRequests asked,
      LiveAnswers live,
      PollingSettings settings,
      WaiterRegistry waiting) {
    this.sources = sources;
    this.lookup = lookup;
    this.asked = asked;
    this.live = live;
    this.settings = settings;
    this.waiting = waiting;
  }

  /** What the other process said of a response, and what it was asked for. */
  private record Known(AnswerFinder.Asked whose, ObjectNode response, AskedFields asked) {}

  /**
   * @param first the sequence number of the first event to send
   * @param reply the other process's, asked for the response without a wait
   */
  void stream(Context ctx, Principal principal, String id, long first, Reply reply)
      throws Exception {
    Optional<PollingId> known = sources.ids().verify(id, principal.tenant());
    if (known.isPresent()
        && reply.status() == 200
        && Json.parse(reply.body()) instanceof ObjectNode response) {
      AnswerFinder.Asked whose =
          new AnswerFinder.Asked(
              principal, known.get(), String.valueOf(ctx.header("Authorization")));
      asked.answer(
          ctx,
          principal,
          known.get(),
          (same, fields) ->
              live.stream(
                  same,
                  waiting,
                  AnswerStream.Answer.polled(known.get(), first),
                  (later, events, stream) ->
                      start(new Known(whose, response, fields), later, events, stream)));
    } else {
      ReplyWriter.write(ctx, reply);
    }
  }

  private void start(Known known, AsyncResponse later, EventStream events, AnswerStream stream) {
    CompletableFuture<AnswerFinder.FinalState> ending = new CompletableFuture<>();
    PendingResponse.start(
        waiting,
        later,
        ending,
        AnswerFinder.Unknown::new,
        state -> end(stream, state, known.asked()));
    Future<?> alive = waiting.every(settings.keepAlive(), () -> later.execute(events::keepAlive));
    later.atEnd(() -> alive.cancel(false));
    events.start();
    if (ResponseJson.isTerminal(known.response())) {
      ending.complete(new AnswerFinder.Ended(known.response()));
      return;
    }
    stream.goesOn(known.asked().addTo(known.response()));
    Instant now = sources.clock().instant();
    Instant until = LookupDeadline.latestEnd(known.response(), now, settings.overdue());
    var unused =
        new AnswerFinder(
                sources,
                lookup,
                known.whose(),
                newer -> stream.goesOn(known.asked().addTo(newer)),
                new LookupDeadline(ending, until, later::execute))
            .find()
            .whenComplete(
                (state, failure) -> {
                  if (failure == null) {
                    ending.complete(state);
                  } else {
                    ending.completeExceptionally(failure);
                  }
                });
  }

  private static void end(AnswerStream stream, AnswerFinder.FinalState state, AskedFields asked) {
    if (state instanceof AnswerFinder.Ended ended) {
      stream.end(asked.addTo(ended.response()));
    } else if (state instanceof AnswerFinder.Gone) {
      stream.deleted();
    } else {
      stream.breakOff();
    }
  }
}
