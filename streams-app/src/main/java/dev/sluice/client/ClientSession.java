package dev.sluice.client;

import dev.sluice.access.KafkaFaults;
import dev.sluice.access.Right;
import dev.sluice.config.Settings;
import dev.sluice.gateway.AccessCheck;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.KafkaClients;
import dev.sluice.gateway.Refusals;
import dev.sluice.gateway.RegistryAccess;
import dev.sluice.gateway.StartChecks;
import dev.sluice.gateway.StartException;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.ProjectedReader;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.SchemaAvailability;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Creates the Kafka clients that an ordinary client of a gateway needs, from the gateway's own
 * configuration. The caller closes them. Any thread.
 */
public final class ClientSession implements AutoCloseable {
  private static final Duration API_TIMEOUT = Duration.ofSeconds(30);

  private final TopicNames topics;
  private final KafkaClients clients;
  private final KafkaFaults faults;
  private final RegistryAccess registry;

  private ClientSession(
      TopicNames topics, KafkaClients clients, KafkaFaults faults, RegistryAccess registry) {
    this.topics = topics;
    this.clients = clients;
    this.faults = faults;
    this.registry = registry;
  }

  /** For whoever publishes requests and reads what comes of them. */
  public static ClientSession open(Settings settings) throws StartException, InterruptedException {
    return open(settings, TopicUses.requests(new TopicNames(settings.topics().prefix())));
  }

  /**
   * Waits for a broker that is away as long as the settings say.
   *
   * @throws StartException if it stays away, a topic that is used doesn't exist, or the principal
   *     may not use it so
   */
  public static ClientSession open(Settings settings, TopicUses uses)
      throws StartException, InterruptedException {
    TopicNames topics = new TopicNames(settings.topics().prefix());
    KafkaFaults faults = KafkaFaults.of(settings, uses.role());
    StartChecks checks = new StartChecks(settings, topics, uses.role());
    Admin admin = checks.connect();
    try {
      requireTopics(admin, checks, faults, uses.rights(settings));
    } finally {
      admin.close(Duration.ZERO);
    }
    return new ClientSession(
        topics,
        new KafkaClients(settings.kafka().properties()),
        faults,
        RegistryAccess.open(settings, topics));
  }

  /**
   * Otherwise a consumer or producer would wait for them, or have them created with arbitrary
   * settings.
   */
  private static void requireTopics(
      Admin admin, StartChecks checks, KafkaFaults faults, List<Right> rights)
      throws StartException, InterruptedException {
    AccessCheck.Found found;
    try {
      found = new AccessCheck(admin).of(rights);
    } catch (ExecutionException failed) {
      throw Refusals.find(faults, failed)
          .orElseGet(
              () ->
                  new StartException(
                      ExitStatus.TOPICS_UNFIT,
                      "the topics can't be looked at: " + failed.getCause(),
                      failed));
    }
    if (!found.missing().isEmpty()) {
      throw checks.notAuthorized(found.missing());
    }
    Set<String> missing = new TreeSet<>(found.absent());
    missing.retainAll(checks.topics().all());
    if (!missing.isEmpty()) {
      throw new StartException(
          ExitStatus.TOPICS_UNFIT,
          "topics are missing: " + String.join(", ", missing) + "; `sluice topics` creates them");
    }
  }

  public TopicNames topics() {
    return topics;
  }

  KafkaFaults faults() {
    return faults;
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

  /** For a part of records. */
  public ProjectedReader projected(Schema projection) {
    return wire().projected(projection);
  }

  /** A request as it is on its topic; null if it can't be read. */
  public @Nullable CompletionRequest request(byte[] value) {
    return wire().deserializer(CompletionRequest.class).deserialize(topics.requests(), value)
            instanceof Decoded.Readable<CompletionRequest> readable
        ? readable.value()
        : null;
  }

  /** Without a group; reads committed records. */
  public KafkaConsumer<String, byte[]> consumer() {
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
