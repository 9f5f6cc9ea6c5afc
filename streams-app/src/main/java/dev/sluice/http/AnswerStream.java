package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.delta.DeltaSource;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.SharedWakeUp;
import dev.sluice.http.openai.AnswerForm;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.ResponsesForm;
import dev.sluice.http.openai.StreamEvent;
import dev.sluice.http.openai.StreamFold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One client that receives the events of a response: what its row tells, joined with what is
 * written of its answer. Never blocks; any thread.
 */
final class AnswerStream {
  /**
   * How often that is waited for if the client has some of the events already: those that are made
   * from the row alone may have other numbers.
   */
  private static final int PATIENCE_OF_RESUMED = 15;

  /**
   * What is streamed.
   *
   * @param first the number of the first event to send; those before it are made all the same
   * @param fresh whether the request has just been accepted, so that nothing was written before
   */
  record Answer(PollingId id, AnswerForm form, long first, boolean fresh) {
    private static final AnswerForm POLLED = new ResponsesForm();

    static Answer polled(PollingId id, long first) {
      return new Answer(id, POLLED, first, /* fresh= */ false);
    }
  }

  /**
   * Where what is written of it is read.
   *
   * @param keeps whether what was written for a call that ended at this time is still there
   * @param wakeUps for what arrives
   */
  record Source(DeltaSource deltas, Predicate<Instant> keeps, SharedWakeUp wakeUps) {}

  private record Arrived(AnswerDeltas record, boolean live) {}

  private final Answer answer;
  private final Source source;
  private final AsyncResponse later;
  private final EventStream out;
  private final Queue<Arrived> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile DeltaSource.@Nullable Subscription subscription;
  private volatile boolean caughtUp;

  // Guarded by the request's own lock
  private final StreamFold fold;
  private long next;
  private boolean following;
  private boolean over;
  private @Nullable ObjectNode ending;

  AnswerStream(Answer answer, Source source, AsyncResponse later, EventStream out) {
    this.answer = answer;
    this.source = source;
    this.later = later;
    this.out = out;
    this.fold = answer.form().stream();
    this.caughtUp = answer.fresh();
  }

  /** The response as it stands. */
  void goesOn(ObjectNode response) {
    later.use(
        () -> {
          if (!over) {
            tell(fold.accepted(response), false);
          }
        });
    follow();
  }

  /** Ends the request once all is told that was written. */
  void end(ObjectNode response) {
    if (isForgotten(response)) {
      endWithoutDeltas(response);
      return;
    }
    goesOn(response);
    DeltaSource.Subscription deltas = subscription;
    if (deltas == null) {
      later.use(() -> finish(response));
      return;
    }
    boolean resumed = answer.first() > 0;
    var unused =
        CatchUp.of(deltas, resumed ? PATIENCE_OF_RESUMED : 1)
            .thenAccept(
                all ->
                    later.execute(
                        () -> {
                          if (all || !resumed) {
                            later.use(() -> finishOnceWritten(response));
                          } else {
                            breakOff();
                          }
                        }));
  }

  private boolean isForgotten(ObjectNode response) {
    JsonNode ended = response.path("completed_at");
    return ended.isNumber() && !source.keeps().test(Instant.ofEpochSecond(ended.asLong()));
  }

  /** The numbers of a stream that is made from the answer alone are none that the client has. */
  private void endWithoutDeltas(ObjectNode response) {
    if (answer.first() > 0) {
      fail(ApiError.streamForgotten(answer.id().text()));
    } else {
      later.use(
          () -> {
            tell(fold.accepted(response), false);
            finish(response);
          });
    }
  }

  /**
   * A call may end before its attempt does: when it is cancelled, at its deadline, or when the
   * broker was slow to take what the attempt wrote. What is still to come belongs before the end.
   */
  private void finishOnceWritten(ObjectNode response) {
    tellArrived();
    if (fold.awaitsMore()) {
      ending = response;
      CompletableFuture.delayedExecutor(CatchUp.PATIENCE_MS, TimeUnit.MILLISECONDS)
          .execute(() -> later.execute(() -> later.use(() -> finish(response))));
    } else {
      finish(response);
    }
  }

  /** Ends the request with an error. */
  void fail(ApiError why) {
    later.use(
        () -> {
          if (!over) {
            stop();
            // no event of the response: whoever goes on after it must not miss one
            int number = (int) Math.max(0, Math.max(next, answer.first()) - 1);
            out.end(List.of(answer.form().error(number, why)));
          }
        });
  }

  /** Ends the request because the response is not found any more. */
  void deleted() {
    fail(ApiError.notFound("The response has been deleted."));
  }

  /** Ends the request without a last event, so that the client takes the stream up elsewhere. */
  void breakOff() {
    later.use(
        () -> {
          stop();
          out.end(List.of());
        });
  }

  /** Takes nothing more; with the request's own lock. */
  private void stop() {
    over = true;
    arrived.clear();
    DeltaSource.Subscription deltas = subscription;
    if (deltas != null) {
      deltas.close();
    }
  }

  /** Once something was told of the response. */
  private void follow() {
    boolean[] first = new boolean[1];
    later.use(
        () -> {
          first[0] = !following;
          following = true;
        });
    if (!first[0]) {
      return;
    }
    DeltaSource.Subscription deltas =
        source.deltas().subscribe(answer.id(), answer.id().acceptedAt(), this::arrived);
    subscription = deltas;
    later.atEnd(deltas::close);
    if (!caughtUp) {
      var unused = deltas.caughtUp().whenComplete((all, failure) -> caughtUp = true);
    }
  }

  /** On a thread that others need, too. */
  private void arrived(AnswerDeltas record) {
    arrived.add(new Arrived(record, caughtUp));
    if (woken.compareAndSet(false, true)) {
      source
          .wakeUps()
          .execute(
              later::execute,
              () -> {
                // what arrives from here on wakes again
                woken.set(false);
                later.use(this::tellArrived);
              });
    }
  }

  private void tellArrived() {
    List<StreamEvent> events = new ArrayList<>();
    boolean allLive = true;
    Arrived one = over ? null : arrived.poll();
    while (one != null) {
      events.addAll(fold.add(one.record()));
      allLive &= one.live();
      one = arrived.poll();
    }
    tell(events, allLive);
    ObjectNode response = ending;
    if (fold.isOver() && !over) {
      stop();
      out.end(List.of());
    } else if (response != null && !fold.awaitsMore()) {
      finish(response);
    }
  }

  private void finish(ObjectNode response) {
    ending = null;
    tellArrived();
    if (!over) {
      stop();
      out.end(unsent(fold.end(response)));
    }
  }

  private void tell(List<StreamEvent> events, boolean areLive) {
    out.send(unsent(events), areLive);
  }

  private List<StreamEvent> unsent(List<StreamEvent> events) {
    long known = Math.max(0, Math.min(answer.first() - next, events.size()));
    next += events.size();
    return events.subList((int) known, events.size());
  }
}
