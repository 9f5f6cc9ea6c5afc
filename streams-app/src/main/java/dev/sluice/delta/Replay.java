package dev.sluice.delta;

import dev.sluice.wire.EventHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads again what late subscribers have missed, until each has come as far as the thread that
 * follows the topic and joins it: a reading at a time for each partition, for all who are late
 * there. Who comes too late for one waits for the next, so that everybody's turn comes.
 */
final class Replay implements AutoCloseable, PartitionReader.Handler {
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Longer than a question takes. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Duration LONG = Duration.ofHours(1);

  /**
   * A subscriber who has missed something.
   *
   * @param number of the subscriber's reading
   * @param from where it begins
   */
  record Late(TailedPartition followed, Subscriber subscriber, int number, long from) {
    private boolean joins(long position) {
      return subscriber.join(number, position, followed::position);
    }
  }

  /** What a partition is read again for. */
  private static final class Reading {
    private final Map<String, List<Late>> now = new HashMap<>();
    private List<Late> next = new ArrayList<>();
    private long position;

    /** Whether its position is not on the topic; if so, when to ask for another one. */
    private boolean lost;

    private long askAtNanos;

    private void add(Late late) {
      now.computeIfAbsent(late.subscriber().id().text(), id -> new ArrayList<>(1)).add(late);
    }
  }

  private final DeltaTopic topic;
  private final Consumer<TailedPartition> joined;
  private final PartitionReader reader;
  private final Map<Integer, Reading> readings = new HashMap<>();

  /**
   * @param joined told of each partition whose subscribers have joined, on any thread
   */
  Replay(DeltaTopic topic, Consumer<TailedPartition> joined) {
    this.topic = topic;
    this.joined = joined;
    this.reader = new PartitionReader("sluice-deltas-replay", topic, this);
  }

  /** Any thread. */
  void add(Late late) {
    reader.submit(() -> enter(late));
  }

  private void enter(Late late) {
    if (late.joins(late.from())) {
      joined.accept(late.followed());
      return;
    }
    int partition = late.followed().number();
    Reading reading = readings.get(partition);
    if (reading == null) {
      reading = new Reading();
      readings.put(partition, reading);
      begin(partition, reading, List.of(late));
    } else if (late.from() >= reading.position) {
      reading.add(late);
    } else {
      reading.next.add(late);
    }
  }

  private void begin(int partition, Reading reading, List<Late> all) {
    all.forEach(reading::add);
    reading.position = all.stream().mapToLong(Late::from).min().orElseThrow();
    reading.lost = false;
    reader.read(partition, reading.position);
  }

  @Override
  public void read(int partition, List<ConsumerRecord<String, byte[]>> records, long next) {
    Reading reading = readings.get(partition);
    if (reading == null) {
      return;
    }
    for (ConsumerRecord<String, byte[]> each : records) {
      String id = EventHeaders.text(each.headers(), EventHeaders.POLLING_ID);
      List<Late> all = id == null ? null : reading.now.get(id);
      if (all != null) {
        topic
            .decoder()
            .apply(each)
            .ifPresent(
                deltas ->
                    all.forEach(
                        late -> late.subscriber().readAgain(late.number(), each.offset(), deltas)));
      }
    }
    reading.position = next;
    join(partition, reading);
  }

  private void join(int partition, Reading reading) {
    List<Late> over = new ArrayList<>();
    reading
        .now
        .values()
        .removeIf(
            all -> {
              all.removeIf(late -> late.joins(reading.position) && over.add(late));
              return all.isEmpty();
            });
    if (reading.now.isEmpty()) {
      List<Late> following = reading.next;
      reading.next = new ArrayList<>();
      if (following.isEmpty()) {
        readings.remove(partition);
        reader.stop(partition);
      } else {
        begin(partition, reading, following);
      }
    }
    over.stream().map(Late::followed).distinct().forEach(joined);
  }

  @Override
  public void lost(int partition) {
    Reading reading = readings.get(partition);
    if (reading != null) {
      reading.lost = true;
      reading.askAtNanos = topic.nanoTime().getAsLong();
    }
  }

  @Override
  public Duration tend() {
    if (readings.isEmpty()) {
      return LONG;
    }
    long now = topic.nanoTime().getAsLong();
    readings.forEach(
        (partition, reading) -> {
          if (reading.lost && now - reading.askAtNanos >= 0) {
            reading.askAtNanos = now + PAUSE.toNanos();
            askForBeginning(partition, reading);
          }
        });
    return SOON;
  }

  /** What was deleted meanwhile is lost for those who have missed it. */
  private void askForBeginning(int partition, Reading reading) {
    var unused =
        topic
            .offsets()
            .since(partition, Instant.EPOCH)
            .whenComplete(
                (offset, failed) ->
                    reader.submit(
                        () -> {
                          if (failed == null && reading.lost) {
                            reading.lost = false;
                            reading.position = offset;
                            reader.read(partition, offset);
                            join(partition, reading);
                          }
                        }));
  }

  /** For tests, whose threads do nothing. */
  void step() throws InterruptedException {
    reader.step(Duration.ZERO);
  }

  @Override
  public void close() {
    reader.close();
  }
}
