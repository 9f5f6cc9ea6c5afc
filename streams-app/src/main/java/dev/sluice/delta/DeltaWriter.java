package dev.sluice.delta;

import dev.sluice.call.AcceptedRequest;
import dev.sluice.outage.LogLimiter;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records to the deltas topic, each in the call's partition, with an idempotent producer
 * outside any transaction. Retries nothing beyond what the producer does. One thread writes, which
 * a send may block; while the broker is away it is blocked only now and then.
 */
public final class DeltaWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeltaWriter.class);

  private static final int LONGEST_BLOCK_MS = 1_000;
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final String topic;
  private final Producer<String, byte[]> producer;
  private final Function<AnswerDeltas, byte[]> format;
  private final LongSupplier nanoTime;
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final LogLimiter lines = new LogLimiter();

  /** While this is in the future, the broker counts as away. Confined to the thread that writes. */
  private long pausedUntil;

  /**
   * @param producer not transactional; closed with this
   * @param format makes the value of a record; may throw while no registry answers
   */
  public DeltaWriter(
      TopicNames topics,
      Producer<String, byte[]> producer,
      Function<AnswerDeltas, byte[]> format,
      LongSupplier nanoTime) {
    this.topic = topics.deltas();
    this.producer = producer;
    this.format = format;
    this.nanoTime = nanoTime;
    this.pausedUntil = nanoTime.getAsLong();
  }

  /**
   * A producer with the settings that deltas need; the operator's Kafka settings may override the
   * others.
   */
  public static Producer<String, byte[]> producer(Map<String, ?> kafka) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "sluice-deltas");
    // a reader would notice more, and each record alone would cost a request of its own
    config.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    config.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 200);
    config.putAll(kafka);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK_MS);
    config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  /** Fetches what the first record would have to wait for. */
  void warmUp() {
    try {
      producer.partitionsFor(topic);
      var unused = format.apply(new AnswerDeltas("", 1, 0, List.of(), true));
    } catch (RuntimeException later) {
      log.debug("no metadata of {} yet", topic, later);
    }
  }

  /**
   * @param onDone called once, on any thread, with whether the broker has it
   */
  void write(AcceptedRequest call, AnswerDeltas deltas, Consumer<Boolean> onDone) {
    if (pausedUntil - nanoTime.getAsLong() > 0) {
      onDone.accept(false);
      return;
    }
    try {
      byte[] value = format.apply(deltas);
      boolean[] returned = {false};
      Thread sender = Thread.currentThread();
      var unused =
          producer.send(
              new ProducerRecord<>(
                  topic,
                  call.partition(),
                  call.tenant(),
                  value,
                  EventHeaders.of(null, null, call.pollingId())),
              (metadata, failure) -> {
                if (failure instanceof TimeoutException
                    && Thread.currentThread() == sender
                    && !returned[0]) {
                  pause();
                }
                done(value.length, failure, onDone);
              });
      returned[0] = true;
    } catch (RuntimeException failure) {
      pause();
      done(0, failure, onDone);
    }
  }

  /** The send was blocked for as long as it may be. */
  private void pause() {
    pausedUntil = nanoTime.getAsLong() + PAUSE_NANOS;
  }

  private void done(int size, @Nullable Exception failure, Consumer<Boolean> onDone) {
    if (failure == null) {
      records.incrementAndGet();
      bytes.addAndGet(size);
    } else {
      lines.warn(
          log,
          "record",
          "a stream will go on only with its end: " + failure.getClass().getSimpleName());
    }
    onDone.accept(failure == null);
  }

  /** Records written since the process began. */
  public long records() {
    return records.get();
  }

  /** Bytes of their values. */
  public long bytes() {
    return bytes.get();
  }

  @Override
  public void close() {
    producer.close(CLOSE_PATIENCE);
  }
}
