package dev.sluice.delta;

import dev.sluice.call.PollingId;
import dev.sluice.wire.Decoded;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Follows the partitions of the deltas topic that somebody reads a call of, with one thread and
 * consumer for all; see {@link Replay} for those who come late. Starts with the first subscription.
 *
 * <p>A subscriber is given a record again only after the topic has lost what was still to be read,
 * or was created again.
 */
public final class DeltaTail implements DeltaSource, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration TENDING = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofHours(1);

  private final DeltaTopic topic;
  private final TopicEnds ends;
  private final PartitionReader reader;
  private final Replay replay;
  private final Subscriber.Owner owner = new Subscriptions();

  /** The partitions that are followed, or are to be. Confined to the reader's thread. */
  private final Map<Integer, Placement> placements = new HashMap<>();

  DeltaTail(DeltaTopic topic) {
    this.topic = topic;
    ends = new TopicEnds(topic.offsets());
    reader = new PartitionReader("sluice-deltas-tail", topic, new Following());
    replay = new Replay(topic, joined -> reader.submit(joined::settle));
  }

  /**
   * Connects with the first subscription.
   *
   * @param consumer the settings of a consumer
   * @param admin those of an admin client
   * @param words why a client failed, for display
   */
  public static DeltaTail open(
      String topic,
      Map<String, Object> consumer,
      Map<String, Object> admin,
      Deserializer<Decoded<dev.sluice.v1.AnswerDeltas>> values,
      Function<Throwable, String> words) {
    return new DeltaTail(DeltaTopic.of(topic, consumer, admin, values, words));
  }

  @Override
  public Subscription subscribe(PollingId id, Instant acceptedAt, Consumer<AnswerDeltas> listener) {
    Subscriber subscriber = new Subscriber(id, acceptedAt, listener, owner);
    reader.submit(() -> add(subscriber));
    return subscriber;
  }

  private void add(Subscriber subscriber) {
    if (!subscriber.isClosed()) {
      placements
          .computeIfAbsent(
              subscriber.id().partition(), number -> new Placement(number, topic, reader, replay))
          .add(subscriber);
    }
  }

  /** What subscribers ask for, on any thread. */
  private final class Subscriptions implements Subscriber.Owner {

    @Override
    public CompletionStage<Void> catchUp(Subscriber subscriber) {
      CompletableFuture<Void> read = new CompletableFuture<>();
      var unused =
          ends.ask(subscriber.id().partition())
              .whenComplete(
                  (end, failed) -> {
                    if (failed == null) {
                      reader.submit(() -> await(subscriber, end, read));
                    } else {
                      read.completeExceptionally(failed);
                    }
                  });
      return read.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void await(Subscriber subscriber, long end, CompletableFuture<Void> read) {
      Placement placement = placements.get(subscriber.id().partition());
      if (placement == null) {
        read.completeExceptionally(new CancellationException("the subscription is closed"));
      } else {
        placement.partition().await(subscriber, end, read);
      }
    }

    @Override
    public void left(Subscriber subscriber) {
      reader.submit(
          () -> {
            Placement placement = placements.get(subscriber.id().partition());
            if (placement != null) {
              placement.remove(subscriber);
            }
          });
    }
  }

  /** What the reader tells, on its thread. */
  private final class Following implements PartitionReader.Handler {
    private long tendAtNanos = topic.nanoTime().getAsLong();

    @Override
    public void read(int partition, List<ConsumerRecord<String, byte[]>> records, long next) {
      Placement placement = placements.get(partition);
      if (placement != null) {
        placement.partition().read(records, next, topic.decoder());
      }
    }

    @Override
    public void lost(int partition) {
      Placement placement = placements.get(partition);
      if (placement != null) {
        placement.lost();
      }
    }

    @Override
    public Duration tend() {
      long now = topic.nanoTime().getAsLong();
      if (now - tendAtNanos >= 0) {
        tendAtNanos = now + TENDING.toNanos();
        placements.values().removeIf(Placement::isOver);
      }
      return placements.isEmpty() ? IDLE : TENDING;
    }
  }

  /** For tests, whose threads do nothing: what the one that follows the topic does. */
  void follow() throws InterruptedException {
    reader.step(Duration.ZERO);
  }

  /** The same for the one that reads again. */
  void readAgain() throws InterruptedException {
    replay.step();
  }

  @Override
  public void close() {
    reader.close();
    replay.close();
    topic.offsets().close();
  }
}
