package dev.sluice.batch.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads single pieces of files with consumers without a group, opened when they are needed and kept
 * for the next, each used by one read at a time. Any thread.
 */
final class ChunkReaders implements AutoCloseable {
  private static final int KEPT = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> settings;
  private final BlockingQueue<Consumer<byte[], byte[]>> idle = new ArrayBlockingQueue<>(KEPT);
  private volatile boolean closed;

  ChunkReaders(Map<String, Object> settings) {
    this.settings = new HashMap<>(settings);
    Map<String, Object> own = this.settings;
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // a larger record comes whole, and nothing after it
    own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
    own.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1);
    own.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
  }

  byte[] read(TopicPartition place, Chunk chunk)
      throws BatchStore.AwayException, BatchStore.GoneException {
    Consumer<byte[], byte[]> before = idle.poll();
    boolean reusable = false;
    Consumer<byte[], byte[]> consumer = before == null ? open() : before;
    try {
      byte[] content = fetch(consumer, place, chunk);
      reusable = true;
      return content;
    } catch (KafkaException failed) {
      throw new BatchStore.AwayException(String.valueOf(failed.getMessage()), failed);
    } finally {
      if (!reusable || closed || !idle.offer(consumer)) {
        consumer.close();
      }
    }
  }

  private Consumer<byte[], byte[]> open() throws BatchStore.AwayException {
    try {
      return new KafkaConsumer<>(
          settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException failed) {
      throw new BatchStore.AwayException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private static byte[] fetch(Consumer<byte[], byte[]> consumer, TopicPartition place, Chunk chunk)
      throws BatchStore.AwayException, BatchStore.GoneException {
    consumer.assign(List.of(place));
    consumer.seek(place, chunk.offset());
    try {
      for (Duration waited = Duration.ZERO;
          waited.compareTo(PATIENCE) < 0;
          waited = waited.plus(POLL)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          // compaction goes on with the next one
          if (record.offset() != chunk.offset()
              || record.value() == null
              || record.value().length != chunk.length()) {
            throw gone();
          }
          return record.value();
        }
      }
    } catch (OffsetOutOfRangeException deleted) {
      throw gone();
    } finally {
      consumer.unsubscribe();
    }
    throw new BatchStore.AwayException(
        "a piece of a file was not read in time", new IllegalStateException("not in time"));
  }

  private static BatchStore.GoneException gone() {
    return new BatchStore.GoneException("the file has been deleted");
  }

  @Override
  public void close() {
    closed = true;
    for (var left = idle.poll(); left != null; left = idle.poll()) {
      left.close();
    }
  }
}
