package dev.sluice.gateway.overview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.call.PollingId;
import dev.sluice.http.CallStories;
import dev.sluice.wire.EventHeaders;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells stories of calls by what is on the topics, whichever process wrote it. Each question has a
 * consumer without a group; one is answered at a time. Any thread.
 */
public final class CallTopics implements CallStories, AutoCloseable {
  private static final int MAX_QUEUED = 8;

  /** Of each topic, over all its partitions. */
  private static final long SEARCHED = 20_000;

  private static final long CLOSING_SECONDS = 5;

  private final StoryTopics topics;
  private final Supplier<Consumer<String, byte[]>> open;
  private final InstantSource clock;
  private final ThreadPoolExecutor reader =
      new ThreadPoolExecutor(
          1,
          1,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_QUEUED),
          new ThreadFactoryBuilder().setNameFormat("sluice-stories").setDaemon(true).build());

  /**
   * @param open creates consumers that read committed records
   */
  public CallTopics(
      StoryTopics topics, Supplier<Consumer<String, byte[]>> open, InstantSource clock) {
    this.topics = topics;
    this.open = open;
    this.clock = clock;
    reader.allowCoreThreadTimeOut(true);
  }

  @Override
  public CompletionStage<ObjectNode> story(PollingId id) {
    return ask(
        consumer -> {
          List<TopicPartition> places =
              topics.ofCalls().stream()
                  .filter(topic -> exists(consumer, topic, id.partition()))
                  .map(topic -> new TopicPartition(topic, id.partition()))
                  .toList();
          TopicScan.Found found =
              new TopicScan(consumer, clock).since(id.acceptedAt(), places, topics.of(id.text()));
          return Timeline.of(id, topics.events(found.records()), found.whole());
        });
  }

  private static boolean exists(Consumer<?, ?> consumer, String topic, int partition) {
    return partitions(consumer, topic).stream().anyMatch(each -> each.partition() == partition);
  }

  private static List<PartitionInfo> partitions(Consumer<?, ?> consumer, String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    return partitions == null ? List.of() : partitions;
  }

  @Override
  public CompletionStage<ObjectNode> search(String text) {
    return ask(
        consumer -> {
          List<TopicPartition> places = new ArrayList<>();
          topics
              .searched()
              .forEach(
                  topic ->
                      partitions(consumer, topic)
                          .forEach(
                              each -> places.add(new TopicPartition(topic, each.partition()))));
          long most = SEARCHED * topics.searched().size() / Math.max(1, places.size());
          TopicScan.Found found =
              new TopicScan(consumer, clock)
                  .last(
                      most,
                      places,
                      record ->
                          text.equals(record.key())
                              || text.equals(
                                  EventHeaders.text(record.headers(), EventHeaders.REQUEST_ID)));
          return FoundCalls.of(topics.events(found.records()), found);
        });
  }

  private CompletionStage<ObjectNode> ask(Function<Consumer<String, byte[]>, ObjectNode> question) {
    CompletableFuture<ObjectNode> answer = new CompletableFuture<>();
    try {
      reader.execute(
          () -> {
            try (Consumer<String, byte[]> consumer = open.get()) {
              answer.complete(question.apply(consumer));
            } catch (RuntimeException failed) {
              answer.completeExceptionally(failed);
            }
          });
    } catch (RejectedExecutionException full) {
      answer.completeExceptionally(full);
    }
    return answer;
  }

  @Override
  public void close() {
    reader.shutdownNow();
    try {
      var unused = reader.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
