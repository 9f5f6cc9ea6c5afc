package dev.sluice.batch.run;

import dev.sluice.batch.BatchAnswers;
import dev.sluice.batch.BatchPace;
import dev.sluice.batch.BatchStatus;
import dev.sluice.batch.BatchTracker;
import dev.sluice.batch.OutputLine;
import dev.sluice.client.Event;
import dev.sluice.client.Expectation;
import dev.sluice.client.RequestLine;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.Creation;
import dev.sluice.outage.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.avro.specific.SpecificRecord;

/** Sends what is not answered of a batch, and writes down what becomes of it. One thread. */
final class BatchLoop {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SOON = Duration.ofMillis(10);
  private static final int MOST_AT_ONCE = 200;
  private static final long BYTES_AT_ONCE = 4 << 20;

  /** After its deadline a request may still be decided, or told of. */
  private static final Duration OVERDUE = Duration.ofSeconds(15);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final BatchOptions options;
  private final BatchFiles files;
  private final InstantSource clock;
  private final BatchTracker tracker;
  private final BatchStatus status;
  private final BatchAnswers answers;
  private final BatchPace pace = new BatchPace();
  private final Instant startedAt;
  private boolean resumed;
  private int atOnce = MOST_AT_ONCE;
  private int refusals;
  private Instant pausedUntil;

  BatchLoop(BatchOptions options, BatchFiles files, InstantSource clock) {
    this.options = options;
    this.files = files;
    this.clock = clock;
    this.tracker = new BatchTracker(files.index(), files.requests(), options.inFlight());
    this.status = new BatchStatus(files.index().size());
    this.answers = new BatchAnswers(files.requests());
    this.startedAt = clock.instant();
    this.pausedUntil = startedAt;
  }

  /** A line that is in the output already. */
  void known(int number, OutputLine line) {
    tracker.ended(number);
    status.add(line);
  }

  /**
   * Call it when all earlier events have been taken.
   *
   * @return for the user
   */
  String begin(boolean resumed) {
    this.resumed = resumed;
    status.begin();
    return "%s: %,d requests, %,d of them done, until %s"
        .formatted(
            files.requests().batchId(),
            tracker.size(),
            tracker.ended(),
            files.requests().deadline());
  }

  boolean isDone() {
    return tracker.ended() == tracker.size();
  }

  /** False if nothing more is to be expected now. */
  boolean goOn(BatchTopics topics) throws StartException, IOException, InterruptedException {
    Instant now = clock.instant();
    Instant deadline = files.requests().deadline();
    Instant over = deadline.isBefore(startedAt) ? startedAt : deadline;
    boolean inTime = now.isBefore(deadline);
    boolean hasRoom = refusals == 0 || (tracker.undecided() == 0 && !now.isBefore(pausedUntil));
    boolean sent = inTime && hasRoom && send(topics);
    boolean isKnown = !resumed && tracker.undecided() == 0;
    if (!inTime && (isKnown || now.isAfter(over.plus(OVERDUE)))) {
      expire();
    }
    take(topics, sent ? SOON : POLL);
    return inTime || now.isBefore(over.plus(PATIENCE));
  }

  private boolean send(BatchTopics topics)
      throws StartException, IOException, InterruptedException {
    List<Integer> numbers = tracker.toSend(atOnce);
    List<RequestLine> lines = new ArrayList<>();
    long bytes = 0;
    while (lines.size() < numbers.size() && bytes < BYTES_AT_ONCE) {
      int number = numbers.get(lines.size());
      lines.add(
          new RequestLine(
              files.index().line(number),
              options.tenant(),
              creation(number).request(),
              null,
              Expectation.NONE));
      bytes += files.index().length(number);
    }
    tracker.notSent(numbers.subList(lines.size(), numbers.size()));
    if (lines.isEmpty()) {
      return false;
    }
    topics.publish(lines);
    numbers.subList(0, lines.size()).forEach(tracker::sent);
    atOnce = Math.min(MOST_AT_ONCE, 2 * atOnce);
    return true;
  }

  /** Returns when all that has ended is on the disk. */
  void take(BatchTopics topics, Duration timeout) throws StartException, IOException {
    int done = status.done();
    int postponements = tracker.postponements();
    int acceptances = tracker.acceptances();
    for (Event event : topics.poll(timeout)) {
      SpecificRecord value = event.value();
      if (value != null && options.tenant().equals(event.tenant()) && tracker.knows(value)) {
        pace.see(value);
        OptionalInt ended = tracker.see(value);
        if (ended.isPresent()) {
          int number = ended.getAsInt();
          write(answers.of(files.index().customId(number), creation(number), value));
        }
      }
    }
    if (status.done() > done) {
      files.output().sync();
    }
    if (tracker.postponements() > postponements) {
      // one by one, until the gateway has room again
      refusals++;
      atOnce = 1;
      pausedUntil = clock.instant().plus(PAUSES.pause(refusals));
    } else if (tracker.acceptances() > acceptances) {
      refusals = 0;
    }
  }

  private void expire() throws IOException {
    List<Integer> numbers = tracker.notAccepted();
    for (int number : numbers) {
      tracker.ended(number);
      write(answers.expired(files.index().customId(number)));
    }
    if (!numbers.isEmpty()) {
      files.output().sync();
    }
  }

  private void write(OutputLine line) throws IOException {
    files.output().append(line);
    status.add(line);
  }

  private Creation creation(int number) throws StartException, IOException {
    try {
      return files.requests().of(files.input().line(number));
    } catch (BadParameter changed) {
      throw new StartException(
          ExitStatus.CONFIGURATION, "the input was changed: " + changed.getMessage(), changed);
    }
  }

  String status() {
    Duration elapsed = Duration.between(startedAt, clock.instant());
    int left = tracker.size() - tracker.ended();
    return status.line(elapsed, pace.rest(status.doneNow(), elapsed, left));
  }

  String summary() {
    return status.summary();
  }
}
