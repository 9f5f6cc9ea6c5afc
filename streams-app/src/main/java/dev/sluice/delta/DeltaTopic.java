package dev.sluice.delta;

import dev.sluice.wire.Decoded;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The deltas topic, as its readers need it.
 *
 * @param consumers opens consumers without a group that see every record and don't reset offsets
 * @param decoder empty if the record can't be read, ever; throws if nobody can tell now
 * @param words why a client failed, for display
 */
record DeltaTopic(
    String name,
    Supplier<Consumer<String, byte[]>> consumers,
    TopicOffsets offsets,
    Function<ConsumerRecord<String, byte[]>, Optional<AnswerDeltas>> decoder,
    Function<Throwable, String> words,
    ThreadFactory threads,
    LongSupplier nanoTime) {

  /** A new partition is read only after the fetch under way, which waits so long for records. */
  private static final int FETCH_WAIT_MS = 100;

  private static final int FETCH_BYTES = 4 * 1024 * 1024;

  /**
   * Connects later.
   *
   * @param consumer the settings of a consumer
   * @param admin those of an admin client
   */
  static DeltaTopic of(
      String name,
      Map<String, Object> consumer,
      Map<String, Object> admin,
      Deserializer<Decoded<dev.sluice.v1.AnswerDeltas>> values,
      Function<Throwable, String> words) {
    return new DeltaTopic(
        name,
        () -> consumer(consumer),
        new AdminOffsets(name, () -> Admin.create(admin)),
        new DeltaDecoder(values),
        words,
        Thread::new,
        System::nanoTime);
  }

  private static Consumer<String, byte[]> consumer(Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
