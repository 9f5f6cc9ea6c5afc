package dev.sluice.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.config.Settings;
import dev.sluice.http.RequestPublisher;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.RegistryAwayException;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.RequestSignatures;
import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to the requests topic like a client: into the partition of its tenant, and signed if
 * the gateway has a secret of the tenant. Any thread.
 */
final class TopicIngress implements RequestPublisher, AutoCloseable {
  private static final Duration MAX_BLOCK = Duration.ofSeconds(2);

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final Serializer<CompletionRequest> requests;
  private final RequestSignatures signatures;

  /**
   * @param producer closed by this object
   */
  TopicIngress(
      String topic,
      Producer<byte[], byte[]> producer,
      Serializer<CompletionRequest> requests,
      RequestSignatures signatures) {
    this.topic = topic;
    this.producer = producer;
    this.requests = requests;
    this.signatures = signatures;
  }

  static TopicIngress open(
      Settings settings, TopicNames topics, Map<String, Object> producer, RegistrySerdes wire) {
    return new TopicIngress(
        topics.requests(),
        producer(producer, settings.http().decisionTimeout()),
        wire.serializer(CompletionRequest.class),
        settings.signatures());
  }

  /**
   * @param patience how long to wait for a record's acknowledgment
   */
  private static Producer<byte[], byte[]> producer(
      Map<String, Object> settings, Duration patience) {
    Map<String, Object> own = new HashMap<>(settings);
    int patienceMs = (int) Math.max(patience.toMillis(), 1_000);
    own.put(ProducerConfig.ACKS_CONFIG, "all");
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    own.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
    own.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patienceMs);
    own.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patienceMs);
    return new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public byte[] encode(CompletionRequest request) throws NotPublishedException {
    try {
      return requests.serialize(topic, request);
    } catch (RegistryAwayException | SerializationException away) {
      throw new NotPublishedException("the schema can't be named: " + away.getMessage(), away);
    }
  }

  @Override
  public CompletableFuture<RequestPosition> publish(
      String tenant, byte[] request, @Nullable String traceparent) throws NotPublishedException {
    byte[] key = tenant.getBytes(UTF_8);
    CompletableFuture<RequestPosition> appended = new CompletableFuture<>();
    try {
      // explicit, so that no partitioner in the pass-through settings sends it elsewhere
      int partition = TenantPartition.of(tenant, producer.partitionsFor(topic).size());
      ProducerRecord<byte[], byte[]> published =
          new ProducerRecord<>(topic, partition, key, request);
      EventHeaders.of(traceparent, null, null).forEach(published.headers()::add);
      signatures
          .sign(tenant, request)
          .ifPresent(
              signature ->
                  published.headers().add(EventHeaders.SIGNATURE, signature.getBytes(UTF_8)));
      var unused =
          producer.send(
              published,
              (place, failure) -> {
                if (failure == null) {
                  appended.completeAsync(
                      () ->
                          new RequestPosition(
                              tenant,
                              place.partition(),
                              place.offset(),
                              Instant.ofEpochMilli(place.timestamp())));
                } else {
                  // it may be on the topic nevertheless
                  appended.completeAsync(
                      () -> {
                        throw new KafkaException(failure);
                      });
                }
              });
      return appended;
    } catch (BufferExhaustedException full) {
      throw new NotPublishedException("the producer's buffer is full", full);
    } catch (KafkaException | IllegalStateException away) {
      throw new NotPublishedException(String.valueOf(away.getMessage()), away);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
