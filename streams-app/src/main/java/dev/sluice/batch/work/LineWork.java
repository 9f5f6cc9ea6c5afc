package dev.sluice.batch.work;

import dev.sluice.batch.BatchAnswers;
import dev.sluice.batch.BatchIndex;
import dev.sluice.batch.BatchLine;
import dev.sluice.batch.BatchRequests;
import dev.sluice.batch.BatchTracker;
import dev.sluice.batch.store.BatchOutputs;
import dev.sluice.batch.store.BatchStore;
import dev.sluice.batch.store.ChunkWriter;
import dev.sluice.batch.store.FileRegion;
import dev.sluice.batch.store.StoredBatch;
import dev.sluice.failure.FailureType;
import dev.sluice.http.RequestPublisher;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.Creation;
import dev.sluice.outage.Backoff;
import dev.sluice.v1.ErrorRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;

/**
 * Sends the lines of a batch as requests and writes what becomes of them. Nothing of it is needed
 * after it has ended in whatever way: another one goes on by what is saved and the gateway's
 * events. One thread.
 */
final class LineWork {
  private static final int MOST_AT_ONCE = 100;
  private static final long BYTES_AT_ONCE = 4L << 20;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SOON = Duration.ofMillis(5);
  private static final Duration SAVED_EVERY = Duration.ofSeconds(1);
  private static final Duration SAVED_AT_LEAST_EVERY = Duration.ofSeconds(30);

  /** After which nothing that a process before has sent is still undecided. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  /** After which a request's end is not awaited any more, once its deadline has passed. */
  private static final Duration OVERDUE = Duration.ofMinutes(5);

  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final BatchParts parts;
  private final StoredBatch batch;
  private final BatchRequests requests;
  private final BatchIndex index;
  private final OutputWriter output;
  private final TenantEvents events;
  private final BatchTracker tracker;
  private final BatchAnswers answers;
  private final FileRegion input;
  private final Cancellations cancellations;
  private Map<String, Long> positions = Map.of();
  private boolean resumed;
  private boolean cancelling;
  private boolean changed;
  private int atOnce = MOST_AT_ONCE;
  private int refusals;
  private final Instant startedAt;
  private Instant pausedUntil;
  private Instant savedAt;

  LineWork(
      BatchParts parts,
      StoredBatch batch,
      BatchRequests requests,
      BatchIndex index,
      OutputWriter output,
      TenantEvents events) {
    this.parts = parts;
    this.batch = batch;
    this.requests = requests;
    this.index = index;
    this.output = output;
    this.events = events;
    this.tracker = new BatchTracker(index, requests, parts.terms().inFlight());
    this.answers = new BatchAnswers(requests);
    this.input = new FileRegion(parts.store(), batch.input());
    this.cancellations = new Cancellations(batch.tenant(), parts.ids(), parts.commands());
    this.startedAt = parts.clock().instant();
    this.pausedUntil = startedAt;
    this.savedAt = startedAt;
  }

  /** Before anything is sent: the place from which on events may be about the batch. */
  Map<String, Long> begin() {
    positions = events.positions();
    return positions;
  }

  /** Learns what became of all that was sent before. */
  void resume(BatchOutputs saved) throws BatchStore.AwayException, BatchStore.GoneException {
    resumed = true;
    positions = saved.positions();
    saved.ended().stream().forEach(tracker::ended);
    events.seek(positions);
    Map<String, Long> ends = events.ends();
    while (!events.hasReached(ends)) {
      take(POLL);
    }
  }

  /** From now on nothing more is sent. */
  void cancel() {
    cancelling = true;
  }

  boolean isDone() {
    return tracker.ended() == tracker.size()
        || (cancelling
            && tracker.open() == 0
            && tracker.undecided() == 0
            && (!resumed || isAfter(startedAt.plus(SETTLED))));
  }

  void goOn() throws BatchStore.AwayException, BatchStore.GoneException, InterruptedException {
    boolean inTime = !isAfter(requests.deadline());
    boolean sent = false;
    if (cancelling) {
      cancellations.cancelAll();
    } else if (inTime && hasRoom()) {
      sent = send();
    }
    if (!inTime) {
      expire();
    }
    take(sent ? SOON : POLL);
  }

  private boolean hasRoom() {
    return refusals == 0 || (tracker.undecided() == 0 && isAfter(pausedUntil));
  }

  private boolean isAfter(Instant time) {
    return !parts.clock().instant().isBefore(time);
  }

  private boolean send()
      throws BatchStore.AwayException, BatchStore.GoneException, InterruptedException {
    List<Integer> numbers = tracker.toSend(atOnce);
    List<CompletableFuture<?>> published = new ArrayList<>();
    long bytes = 0;
    try {
      while (published.size() < numbers.size() && bytes < BYTES_AT_ONCE) {
        int number = numbers.get(published.size());
        byte[] record = parts.publisher().encode(creation(number).request());
        published.add(parts.publisher().publish(batch.tenant(), record, null));
        bytes += index.length(number);
      }
      for (CompletableFuture<?> each : published) {
        var unused = each.get();
      }
    } catch (RequestPublisher.NotPublishedException | ExecutionException failed) {
      // whoever goes on with the batch sends the same again
      throw new BatchStore.AwayException(String.valueOf(failed.getMessage()), failed);
    }
    numbers.subList(0, published.size()).forEach(tracker::sent);
    tracker.notSent(numbers.subList(published.size(), numbers.size()));
    atOnce = Math.min(MOST_AT_ONCE, 2 * atOnce);
    return !published.isEmpty();
  }

  private void take(Duration timeout) throws BatchStore.AwayException, BatchStore.GoneException {
    int postponements = tracker.postponements();
    int acceptances = tracker.acceptances();
    for (SpecificRecord event : events.poll(timeout)) {
      cancellations.see(event);
      OptionalInt ended = tracker.see(event);
      if (ended.isPresent()) {
        end(ended.getAsInt(), event);
      }
    }
    if (tracker.postponements() > postponements) {
      // one by one, until the gateway has room again
      refusals++;
      atOnce = 1;
      pausedUntil = parts.clock().instant().plus(PAUSES.pause(refusals));
    } else if (tracker.acceptances() > acceptances) {
      refusals = 0;
    }
  }

  private void end(int number, SpecificRecord event)
      throws BatchStore.AwayException, BatchStore.GoneException {
    changed = true;
    if (cancelling && isCancelledUnbegun(event)) {
      output.leaveOut(number);
    } else {
      output.write(number, answers.of(index.customId(number), creation(number), event));
    }
  }

  /** What a provider was asked for may be billed, and is told. */
  private static boolean isCancelledUnbegun(SpecificRecord event) {
    return event instanceof ErrorRecord error
        && error.getAttempts().isEmpty()
        && error.getFailure().getTypePath().equals(FailureType.CANCELLED.path());
  }

  /** What was accepted is ended by the gateway, unless that takes too long. */
  private void expire() throws BatchStore.AwayException {
    boolean isOverdue = isAfter(requests.deadline().plus(OVERDUE));
    boolean isSettled = tracker.undecided() == 0 && (!resumed || isAfter(startedAt.plus(SETTLED)));
    if (!isSettled && !isOverdue) {
      return;
    }
    List<Integer> left = isOverdue ? tracker.notEnded() : tracker.notAccepted();
    for (int number : left) {
      tracker.ended(number);
      output.write(number, answers.expired(index.customId(number)));
      changed = true;
    }
  }

  /** It was checked before anything was sent, and can't be another one since. */
  private Creation creation(int number) throws BatchStore.AwayException, BatchStore.GoneException {
    byte[] bytes = input.read(index.offset(number), index.length(number));
    try {
      return requests.of(BatchLine.read(bytes).orElseThrow());
    } catch (BadParameter refused) {
      throw new IllegalStateException("a line was checked and is refused now", refused);
    }
  }

  boolean isToBeSaved() {
    if (!changed) {
      return false;
    }
    Duration pause = Duration.between(startedAt, parts.clock().instant()).dividedBy(50);
    Duration most = pause.compareTo(SAVED_AT_LEAST_EVERY) > 0 ? SAVED_AT_LEAST_EVERY : pause;
    return output.pending() >= ChunkWriter.CHUNK_BYTES
        || isAfter(savedAt.plus(most.compareTo(SAVED_EVERY) < 0 ? SAVED_EVERY : most));
  }

  /** What is to be saved now; all of it is durable. */
  BatchOutputs flush() throws BatchStore.AwayException {
    changed = false;
    savedAt = parts.clock().instant();
    return output.flush(positions);
  }
}
