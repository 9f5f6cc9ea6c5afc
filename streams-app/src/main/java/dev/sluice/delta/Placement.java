package dev.sluice.delta;

import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where each subscriber of a partition begins, and has the partition followed as long as
 * there are any, and a while longer. Confined to the reader's thread.
 */
final class Placement {
  private static final Logger log = LoggerFactory.getLogger(Placement.class);

  /** How long a partition is followed after its last subscriber, for the next one. */
  static final Duration LINGER = Duration.ofSeconds(30);

  /** How much the clocks of two brokers may differ. */
  static final Duration CLOCKS = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final TailedPartition partition;
  private final DeltaTopic topic;
  private final PartitionReader reader;
  private final Replay replay;
  private final LogLimiter lines = new LogLimiter();

  /** Those whose start is to be asked for. */
  private Set<Subscriber> unplaced = new HashSet<>();

  private boolean asking;
  private long askAtNanos;
  private long usedAtNanos;

  Placement(int partition, DeltaTopic topic, PartitionReader reader, Replay replay) {
    this.partition = new TailedPartition(partition);
    this.topic = topic;
    this.reader = reader;
    this.replay = replay;
    askAtNanos = nowNanos();
    usedAtNanos = askAtNanos;
  }

  TailedPartition partition() {
    return partition;
  }

  void add(Subscriber subscriber) {
    partition.add(subscriber);
    place(subscriber);
    askIfDue();
  }

  void remove(Subscriber subscriber) {
    partition.remove(subscriber);
    unplaced.remove(subscriber);
    usedAtNanos = nowNanos();
  }

  /** What was to be read next is not on the topic. */
  void lost() {
    partition.suspend();
    unplaced.addAll(partition.subscribers());
    askIfDue();
  }

  /**
   * Does what is due by now.
   *
   * @return whether nobody needs the partition any more, which is not read any more then
   */
  boolean isOver() {
    if (partition.hasSubscribers()) {
      partition.settle();
      askIfDue();
      return false;
    }
    if (nowNanos() - usedAtNanos < LINGER.toNanos()) {
      return false;
    }
    reader.stop(partition.number());
    return true;
  }

  private void place(Subscriber subscriber) {
    OptionalLong start = partition.start(subscriber);
    if (start.isPresent()) {
      begin(subscriber, start.getAsLong());
    } else {
      unplaced.add(subscriber);
    }
  }

  private void begin(Subscriber subscriber, long start) {
    if (start >= partition.given()) {
      subscriber.follow(start);
      partition.settle();
    } else {
      replay.add(new Replay.Late(partition, subscriber, subscriber.beginAgain(start), start));
    }
  }

  /**
   * One question at a time, for all who wait for it. A partition is followed from where its latest
   * call may begin: this one doesn't wait for what the others have missed.
   */
  private void askIfDue() {
    if (asking || unplaced.isEmpty() || nowNanos() - askAtNanos < 0) {
      return;
    }
    asking = true;
    Set<Subscriber> batch = unplaced;
    unplaced = new HashSet<>();
    boolean earliest = partition.isFollowed();
    Instant since =
        batch.stream()
            .map(Subscriber::acceptedAt)
            .reduce((a, b) -> a.isBefore(b) == earliest ? a : b)
            .orElseThrow();
    var unused =
        topic
            .offsets()
            .since(partition.number(), since.minus(CLOCKS))
            .whenComplete(
                (offset, failed) ->
                    reader.submit(
                        () -> {
                          asking = false;
                          batch.removeIf(Subscriber::isClosed);
                          if (offset == null) {
                            failed(batch, failed);
                          } else {
                            answered(batch, since, offset);
                          }
                        }));
  }

  private void failed(Set<Subscriber> batch, @Nullable Throwable failed) {
    if (failed != null) {
      lines.warn(
          log,
          failed.getClass().getName(),
          "where answers begin that are being written can't be found now: "
              + topic.words().apply(failed));
    }
    unplaced.addAll(batch);
    askAtNanos = nowNanos() + PAUSE.toNanos();
  }

  private void answered(Set<Subscriber> batch, Instant since, long offset) {
    if (partition.isFollowed()) {
      batch.forEach(each -> begin(each, offset));
    } else if (!batch.isEmpty()) {
      partition.follow(offset, since);
      reader.read(partition.number(), offset);
      batch.forEach(this::place);
    }
    List<Subscriber> meanwhile = List.copyOf(unplaced);
    unplaced.clear();
    meanwhile.forEach(this::place);
    askIfDue();
  }

  private long nowNanos() {
    return topic.nanoTime().getAsLong();
  }
}
