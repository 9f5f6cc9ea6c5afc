package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.delta.DeltaSource;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.openai.AnswerForm;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.ResponsesForm;
import dev.sluice.http.openai.StreamEvent;
import dev.sluice.http.openai.StreamFold;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that receives the events of a response: what its row tells, joined with what is
 * written of its answer. Never blocks; any thread.
 */
final class AnswerStream {
  private static final Logger log = LoggerFactory.getLogger(AnswerStream.class);

  /** How long an answer waits for what was written of it; then it is told from the row alone. */
  private static final long PATIENCE_MS = 2_000;

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

  private record Arrived(AnswerDeltas record, boolean live) {}

  private final Answer answer;
  private final DeltaSource source;
  private final AsyncResponse later;
  private final EventStream out;
  private final Queue<Arrived> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile DeltaSource.@Nullable Subscription subscription;
  private volatile boolean live;

  // Guarded by the request's own lock
  private final StreamFold fold;
  private long next;
  private boolean following;
  private boolean over;

  AnswerStream(Answer answer, DeltaSource source, AsyncResponse later, EventStream out) {
    this.answer = answer;
    this.source = source;
    this.later = later;
    this.out = out;
    this.fold = answer.form().stream();
    this.live = answer.fresh();
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
    goesOn(response);
    DeltaSource.Subscription deltas = subscription;
    if (deltas == null) {
      later.use(() -> finish(response));
    } else {
      end(response, deltas, answer.first() > 0 ? PATIENCE_OF_RESUMED : 1);
    }
  }

  private void end(ObjectNode response, DeltaSource.Subscription deltas, int tries) {
    var unused =
        deltas
            .caughtUp()
            .toCompletableFuture()
            .copy()
            .orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
            .whenComplete(
                (all, failure) -> {
                  if (failure == null || answer.first() == 0) {
                    if (failure != null) {
                      log.debug("a stream ends without all that was written", failure);
                    }
                    later.execute(() -> later.use(() -> finish(response)));
                  } else if (tries > 1) {
                    later.execute(() -> end(response, deltas, tries - 1));
                  } else {
                    later.execute(this::breakOff);
                  }
                });
  }

  /** Ends the request with an error. */
  void fail(ApiError why) {
    later.use(
        () -> {
          if (!over) {
            stop();
            int number = (int) Math.max(next, answer.first());
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
        source.subscribe(answer.id(), answer.id().acceptedAt(), this::arrived);
    subscription = deltas;
    later.atEnd(deltas::close);
    if (!live) {
      var unused = deltas.caughtUp().whenComplete((all, failure) -> live = true);
    }
  }

  /** On a thread that others need, too. */
  private void arrived(AnswerDeltas record) {
    arrived.add(new Arrived(record, live));
    if (woken.compareAndSet(false, true)) {
      later.execute(
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
    if (fold.isOver() && !over) {
      stop();
      out.end(List.of());
    }
  }

  private void finish(ObjectNode response) {
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
