package dev.sluice.client;

import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.KafkaClients;
import dev.sluice.gateway.RegistryAccess;
import dev.sluice.gateway.StartChecks;
import dev.sluice.gateway.StartException;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.SchemaAvailability;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Creates the Kafka clients that an ordinary client of a gateway needs, from the gateway's own
 * configuration. The caller closes them. Any thread.
 */
public final class ClientSession implements AutoCloseable {
  private static final Duration API_TIMEOUT = Duration.ofSeconds(30);

  private final TopicNames topics;
  private final KafkaClients clients;
  private final RegistryAccess registry;

  private ClientSession(TopicNames topics, KafkaClients clients, RegistryAccess registry) {
    this.topics = topics;
    this.clients = clients;
    this.registry = registry;
  }

  /**
   * Waits for a broker that is away as long as the settings say.
   *
   * @throws StartException if it stays away, or the topics don't exist
   */
  public static ClientSession open(Settings settings) throws StartException, InterruptedException {
    TopicNames topics = new TopicNames(settings.topics().prefix());
    KafkaClients clients = new KafkaClients(settings.kafka().properties());
    try (Admin admin = Admin.create(clients.admin())) {
      new StartChecks(settings, topics).awaitBroker(admin);
      requireTopics(admin, topics);
    }
    return new ClientSession(topics, clients, RegistryAccess.open(settings, topics));
  }

  /**
   * Otherwise a consumer or producer would wait for them, or have them created with arbitrary
   * settings.
   */
  private static void requireTopics(Admin admin, TopicNames topics)
      throws StartException, InterruptedException {
    Set<String> present;
    try {
      present = admin.listTopics().names().get();
    } catch (ExecutionException failed) {
      throw new StartException(
          ExitStatus.TOPICS_UNFIT, "the topics can't be looked at: " + failed.getCause(), failed);
    }
    List<String> missing =
        List.of(topics.requests(), topics.polling(), topics.results(), topics.errors()).stream()
            .filter(topic -> !present.contains(topic))
            .toList();
    if (!missing.isEmpty()) {
      throw new StartException(
          ExitStatus.TOPICS_UNFIT,
          "topics are missing: " + String.join(", ", missing) + "; `sluice topics` creates them");
    }
  }

  public TopicNames topics() {
    return topics;
  }

  RegistrySerdes wire() {
    return registry.wire();
  }

  SchemaAvailability schemas() {
    return registry.lookAhead();
  }

  KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        clients.producer(), new StringSerializer(), new ByteArraySerializer());
  }

  /** Without a group; reads committed records. */
  KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> config = clients.committed();
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) API_TIMEOUT.toMillis());
    return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    registry.close();
  }
}
