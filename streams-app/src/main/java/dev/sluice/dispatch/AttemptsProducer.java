package dev.sluice.dispatch;

import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.outage.Backoff;
import dev.sluice.outage.LogLimiter;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes and heartbeats to the attempts topic with an idempotent producer outside any
 * transaction: a paid answer is durable before anything else happens to it. Sends on its own
 * thread, because a send may block for lack of metadata or buffer. Keeps and retries what can't be
 * written until the attempt's deadline and a grace period have passed.
 */
public final class AttemptsProducer implements AttemptsLog, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AttemptsProducer.class);

  /** So long may a producer wait before it writes again what a broker has refused for now. */
  public static final int RETRY_BACKOFF_MAX_MS = 200;

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final String topic;
  private final Producer<String, byte[]> producer;
  private final AttemptsFormat format;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor thread = DispatchThreads.single("sluice-attempts");
  private final RetriedWrites retried;
  private final BatchLogWriter batches;
  private final TickWriter ticks;
  private final AtomicInteger unsent = new AtomicInteger();
  private final AtomicLong lost = new AtomicLong();
  private final LogLimiter lines = new LogLimiter();

  /**
   * @param producer not transactional; closed with this
   */
  public AttemptsProducer(
      TopicNames topics,
      Producer<String, byte[]> producer,
      AttemptsFormat format,
      InstantSource clock) {
    this.topic = topics.attempts();
    this.producer = producer;
    this.format = format;
    this.clock = clock;
    this.retried = new RetriedWrites(producer, thread);
    this.batches = new BatchLogWriter(topic, producer, format, clock, thread);
    this.ticks = new TickWriter(topics.requests(), producer, thread);
    thread.execute(this::warmUp);
  }

  /**
   * A producer with the settings that outcomes need; the operator's Kafka settings may override the
   * others.
   */
  public static Producer<String, byte[]> producer(Map<String, ?> kafka) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "sluice-attempts");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    config.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, RETRY_BACKOFF_MAX_MS);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 10 * 1024 * 1024);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64 * 1024 * 1024L);
    config.putAll(kafka);
    // without these an answer could be lost or duplicated
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  @Override
  public void publish(Attempt attempt, AttemptReport report, Runnable onDone) {
    unsent.incrementAndGet();
    PendingOutcome delivery =
        new PendingOutcome(
            attempt.accepted(),
            attempt.deadline().plus(DispatchLimits.GRACE),
            report,
            onDone,
            0,
            false);
    thread.execute(() -> deliver(delivery));
  }

  @Override
  public void alive(String ownerId, int partition, List<String> attemptIds) {
    thread.execute(
        () -> {
          try {
            byte[] value = format.alive(ownerId, clock.instant(), attemptIds);
            var unused = producer.send(new ProducerRecord<>(topic, partition, ownerId, value));
          } catch (RuntimeException next) {
            warn("heartbeat", "no heartbeat for partition " + partition + ": " + next);
          }
        });
  }

  @Override
  public void mark(String ownerId, int partition, String mark) {
    retried.write(
        "marker in partition " + partition,
        () -> {
          byte[] value = format.mark(ownerId, clock.instant(), mark);
          return new ProducerRecord<>(topic, partition, ownerId, value);
        },
        () -> {});
  }

  @Override
  public void dead(String ownerId, int partition, Runnable onWritten) {
    retried.write(
        "record of the end of process " + ownerId + " in partition " + partition,
        () -> {
          byte[] value = format.dead(ownerId, clock.instant());
          return new ProducerRecord<>(topic, partition, ownerId, value);
        },
        onWritten);
  }

  @Override
  public void tick(int partition, Consumer<@Nullable Instant> onDone) {
    ticks.tick(partition, onDone);
  }

  @Override
  public BatchLog batches() {
    return batches;
  }

  /** How many outcomes are not durable yet. */
  public int unsent() {
    return unsent.get();
  }

  /** How many outcomes were dropped since the process began; their calls wait for their leases. */
  public long lost() {
    return lost.get();
  }

  /** Sends what was published, without retrying failures. */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    try {
      // after everything that was published; doesn't wait for retries
      thread.submit(() -> {}).get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException stuck) {
      log.warn("{} outcomes are still to be sent", unsent);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
    producer.close(CLOSE_PATIENCE);
    if (unsent.get() > 0) {
      log.warn("{} outcomes were not written; their calls wait for their leases", unsent);
    }
  }

  private void warmUp() {
    try {
      producer.partitionsFor(topic);
    } catch (RuntimeException later) {
      log.debug("no metadata of {} yet", topic, later);
    }
  }

  private void deliver(PendingOutcome delivery) {
    int bytes = 0;
    try {
      byte[] value = format.outcome(delivery.report());
      bytes = value.length;
      var unused =
          producer.send(
              record(delivery, value),
              (metadata, failure) -> acknowledged(delivery, value.length, failure));
    } catch (RuntimeException failure) {
      failed(delivery, bytes, failure);
    }
  }

  private ProducerRecord<String, byte[]> record(PendingOutcome delivery, byte[] value) {
    AcceptedRequest request = delivery.request();
    return new ProducerRecord<>(
        topic,
        request.partition(),
        request.tenant(),
        value,
        EventHeaders.of(request.traceparent(), null, request.pollingId()));
  }

  // the producer's thread, or ours if the send fails at once

  private void acknowledged(PendingOutcome delivery, int bytes, @Nullable Exception failure) {
    if (failure == null) {
      unsent.decrementAndGet();
      delivery.onDone().run();
    } else {
      thread.execute(() -> failed(delivery, bytes, failure));
    }
  }

  private void failed(PendingOutcome delivery, int bytes, Exception failure) {
    CallLog.ids(delivery.request()).during(() -> resend(delivery, bytes, failure));
  }

  private void resend(PendingOutcome delivery, int bytes, Exception failure) {
    String attemptId = delivery.report().attemptId();
    String reason = failure.getClass().getSimpleName();
    boolean tooLarge = failure instanceof RecordTooLargeException;
    if (tooLarge && !delivery.isSubstitute()) {
      log.warn("the outcome of attempt {} is too large: {} bytes", attemptId, bytes);
      deliver(delivery.withoutContent(bytes, topic));
      return;
    }
    PendingOutcome next = delivery.failed();
    Duration pause = PAUSES.pause(next.failures());
    if (tooLarge || clock.instant().plus(pause).isAfter(delivery.until())) {
      unsent.decrementAndGet();
      lost.incrementAndGet();
      log.error("the outcome of attempt {} is lost: {}", attemptId, reason);
      // nothing must wait for it, nor report its owner as alive: only its lease can help now
      delivery.onDone().run();
      return;
    }
    warn("outcome", "the outcome of attempt " + attemptId + " is not written yet: " + reason);
    var unused = thread.schedule(() -> deliver(next), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void warn(String cause, String line) {
    lines.warn(log, cause, clock.millis(), line);
  }
}
