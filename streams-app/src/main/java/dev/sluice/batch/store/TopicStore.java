package dev.sluice.batch.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Files and batches on their topics, each tenant's in its partition. Any thread. */
public final class TopicStore implements BatchStore, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int BLOCK_MS = 5_000;

  private final TopicNames names;
  private final int partitions;
  private final Producer<byte[], byte[]> producer;
  private final Admin admin;
  private final TableFollower follower;
  private final ChunkReaders readers;

  private TopicStore(
      TopicNames names,
      int partitions,
      Producer<byte[], byte[]> producer,
      Admin admin,
      TableFollower follower,
      ChunkReaders readers) {
    this.names = names;
    this.partitions = partitions;
    this.producer = producer;
    this.admin = admin;
    this.follower = follower;
    this.readers = readers;
  }

  /**
   * The settings of its clients.
   *
   * @param producer of one for large records
   */
  public record Clients(
      Map<String, Object> producer, Map<String, Object> consumer, Map<String, Object> admin) {}

  /**
   * Connects in the background.
   *
   * @param partitions that each topic has
   */
  public static TopicStore open(TopicNames names, int partitions, Clients clients) {
    return new TopicStore(
        names,
        partitions,
        producer(clients.producer()),
        Admin.create(clients.admin()),
        TableFollower.start(names.batches(), partitions, clients.consumer()),
        new ChunkReaders(clients.consumer()));
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "sluice-batches");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void put(Stored object) throws AwayException {
    write(object.tenant(), object.key(), StoredJson.toBytes(object));
  }

  /** Its pieces afterwards: compaction removes them, since nobody can find them any more. */
  @Override
  public void remove(StoredFile file) throws AwayException {
    write(file.tenant(), file.key(), null);
    for (int number = 0; number < file.chunks().size(); number++) {
      ChunkKey key = new ChunkKey(file.id(), number, file.chunks().get(number).writer());
      var unused = send(names.files(), file.tenant(), key.text(), null);
    }
  }

  private void write(String tenant, String key, byte @Nullable [] value) throws AwayException {
    RecordMetadata place = await(send(names.batches(), tenant, key, value));
    follower.await(place.partition(), place.offset() + 1, PATIENCE);
  }

  private CompletableFuture<RecordMetadata> send(
      String topic, String tenant, String key, byte @Nullable [] value) throws AwayException {
    CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(topic, partition(tenant), key.getBytes(UTF_8), value),
              (place, failure) -> {
                if (failure == null) {
                  sent.complete(place);
                } else {
                  sent.completeExceptionally(failure);
                }
              });
    } catch (KafkaException | IllegalStateException notSent) {
      throw new AwayException(String.valueOf(notSent.getMessage()), notSent);
    }
    return sent;
  }

  private int partition(String tenant) {
    return TenantPartition.of(tenant, partitions);
  }

  @Override
  public ObjectTable current(String tenant) throws AwayException {
    TopicPartition place = new TopicPartition(names.batches(), partition(tenant));
    long end =
        await(
                admin
                    .listOffsets(Map.of(place, OffsetSpec.latest()))
                    .partitionResult(place)
                    .toCompletionStage()
                    .toCompletableFuture())
            .offset();
    follower.await(place.partition(), end, PATIENCE);
    return follower.table();
  }

  @Override
  public ObjectTable known() {
    return follower.table();
  }

  @Override
  public CompletableFuture<Chunk> append(String tenant, ChunkKey key, byte[] content)
      throws AwayException {
    return send(names.files(), tenant, key.text(), content)
        .thenApply(place -> new Chunk(place.offset(), content.length, key.writer()));
  }

  @Override
  public byte[] read(String tenant, Chunk chunk) throws AwayException, GoneException {
    return readers.read(new TopicPartition(names.files(), partition(tenant)), chunk);
  }

  private static <T> T await(CompletableFuture<T> future) throws AwayException {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      Throwable why = failed.getCause() == null ? failed : failed.getCause();
      throw new AwayException(String.valueOf(why.getMessage()), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AwayException("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    follower.close();
    readers.close();
    producer.close(Duration.ofSeconds(2));
    admin.close(Duration.ZERO);
  }
}
