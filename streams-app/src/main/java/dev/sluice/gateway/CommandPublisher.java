package dev.sluice.gateway;

import dev.sluice.call.PollingId;
import dev.sluice.http.Commands;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.wire.RegistrySerdes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes commands into the partitions of their requests, as any client would. Any thread. */
final class CommandPublisher implements Commands, AutoCloseable {
  /** The HTTP client is still waiting then. */
  private static final int PATIENCE_MS = 10_000;

  private static final int BLOCK_MS = 2_000;

  private final String topic;
  private final Producer<String, byte[]> producer;
  private final Serializer<Command> commands;
  private final InstantSource clock;

  CommandPublisher(
      String topic, Producer<String, byte[]> producer, RegistrySerdes wire, InstantSource clock) {
    this.topic = topic;
    this.producer = producer;
    this.commands = wire.serializer(Command.class);
    this.clock = clock;
  }

  static Producer<String, byte[]> producer(Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  @Override
  public CompletionStage<?> publish(String tenant, PollingId id, CommandKind kind) {
    CompletableFuture<Void> published = new CompletableFuture<>();
    try {
      byte[] value =
          commands.serialize(
              topic,
              Command.newBuilder()
                  .setKind(kind)
                  .setPollingId(id.text())
                  .setCommandId(UUID.randomUUID().toString())
                  .setIssuedAt(clock.instant())
                  .build());
      var unused =
          producer.send(
              new ProducerRecord<>(topic, id.partition(), tenant, value),
              (place, failure) -> {
                if (failure == null) {
                  published.complete(null);
                } else {
                  published.completeExceptionally(failure);
                }
              });
    } catch (KafkaException | IllegalStateException notSent) {
      published.completeExceptionally(notSent);
    }
    return published;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
