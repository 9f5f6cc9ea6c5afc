package dev.sluice.gateway;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.call.PollingId;
import dev.sluice.http.PublishedRequests;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.RegistrySerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads single requests from their topic at the positions that polling IDs name: a few consumers
 * without a group, opened when first needed, each used by one read at a time. Any thread.
 */
final class RequestTopic implements PublishedRequests, AutoCloseable {
  private static final int CONSUMERS = 2;
  private static final int MAX_QUEUED = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(200);

  private final String topic;
  private final Supplier<Consumer<String, byte[]>> open;
  private final Deserializer<Decoded<CompletionRequest>> values;
  private final BlockingQueue<Consumer<String, byte[]>> idle = new ArrayBlockingQueue<>(CONSUMERS);
  // a read without room in the queue is refused at once
  private final ThreadPoolExecutor readers =
      new ThreadPoolExecutor(
          CONSUMERS,
          CONSUMERS,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_QUEUED),
          new ThreadFactoryBuilder()
              .setNameFormat("sluice-requests-reader-%d")
              .setDaemon(true)
              .build());

  /**
   * @param open creates consumers that read committed records and don't reset offsets
   */
  RequestTopic(String topic, Supplier<Consumer<String, byte[]>> open, RegistrySerdes wire) {
    this.topic = topic;
    this.open = open;
    this.values = wire.deserializer(CompletionRequest.class);
    readers.allowCoreThreadTimeOut(true);
  }

  static Consumer<String, byte[]> consumer(Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // a larger record comes whole, and nothing after it
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public CompletionStage<Optional<CompletionRequest>> read(String tenant, PollingId id) {
    CompletableFuture<Optional<CompletionRequest>> read = new CompletableFuture<>();
    try {
      readers.execute(
          () -> {
            try {
              read.complete(readNow(tenant, id));
            } catch (Exception failed) {
              read.completeExceptionally(failed);
            }
          });
    } catch (java.util.concurrent.RejectedExecutionException full) {
      read.completeExceptionally(full);
    }
    return read;
  }

  private Optional<CompletionRequest> readNow(String tenant, PollingId id) throws TimeoutException {
    Consumer<String, byte[]> before = idle.poll();
    Consumer<String, byte[]> consumer = before == null ? open.get() : before;
    boolean reusable = false;
    try {
      Optional<ConsumerRecord<String, byte[]>> record = fetch(consumer, id);
      reusable = true;
      return record
          // a recreated topic has other records at the same positions
          .filter(found -> found.offset() == id.offset())
          .filter(found -> found.timestamp() == id.acceptedAt().toEpochMilli())
          .filter(found -> tenant.equals(found.key()))
          .flatMap(found -> decode(found.value()));
    } finally {
      if (!reusable || readers.isShutdown() || !idle.offer(consumer)) {
        consumer.close();
      }
    }
  }

  private Optional<ConsumerRecord<String, byte[]>> fetch(
      Consumer<String, byte[]> consumer, PollingId id) throws TimeoutException {
    TopicPartition place = new TopicPartition(topic, id.partition());
    consumer.assign(List.of(place));
    consumer.seek(place, id.offset());
    try {
      for (Duration waited = Duration.ZERO;
          waited.compareTo(PATIENCE) < 0;
          waited = waited.plus(POLL)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          return Optional.of(record);
        }
      }
    } catch (OffsetOutOfRangeException deleted) {
      return Optional.empty();
    } finally {
      consumer.unsubscribe();
    }
    throw new TimeoutException("the request was not read within " + PATIENCE);
  }

  private Optional<CompletionRequest> decode(byte[] value) {
    return values.deserialize(topic, value) instanceof Decoded.Readable<CompletionRequest> readable
        ? Optional.of(readable.value())
        : Optional.empty();
  }

  @Override
  public void close() {
    readers.shutdown();
    try {
      if (!readers.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        readers.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    for (var left = idle.poll(); left != null; left = idle.poll()) {
      left.close();
    }
  }
}
