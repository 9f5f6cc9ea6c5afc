package dev.sluice.gateway;

import dev.sluice.access.KafkaFault;
import dev.sluice.access.KafkaFaults;
import dev.sluice.access.Role;
import dev.sluice.config.Settings;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** How a process comes to know the tenants: from their topic, after adding those of its file. */
record TenantStart(
    Settings settings, TopicNames topics, KafkaClients clients, RegistryAccess registry) {

  TenantTable open(BiConsumer<String, Optional<TenantPolicy>> listener) {
    return new TenantTable(
        topics.tenants(),
        new KafkaConsumer<>(
            clients.committed(), new StringDeserializer(), new ByteArrayDeserializer()),
        registry.wire().deserializer(TenantPolicy.class),
        registry.lookAhead(),
        listener,
        faults());
  }

  /**
   * Returns when the topic was read to its end, the file's policies included.
   *
   * @param registering without the contract's schemas nothing can be published
   * @throws StartException if the topic can't be read or written within {@code start_timeout}
   */
  void seed(TenantTable tenants, Instant now, StartSteps.Work<?> registering)
      throws StartException, InterruptedException {
    Duration timeout = settings.startTimeout();
    try {
      tenants.awaitStart(timeout);
      Map<String, TenantPolicy> missing =
          TenantSeed.records(settings.policies(1), tenants::policy, tenants.firstVersion(), now);
      if (!missing.isEmpty()) {
        var unused = registering.run();
        tenants.await(publish(tenants, missing), timeout);
      }
    } catch (StartException | InterruptedException ended) {
      throw ended;
    } catch (Exception failed) {
      throw Refusals.find(faults(), failed).orElseGet(() -> unusable(failed));
    }
  }

  private StartException unusable(Exception failed) {
    KafkaFault fault = faults().of(failed);
    return new StartException(
        fault instanceof KafkaFault.Away ? ExitStatus.BROKER_AWAY : ExitStatus.FAILED,
        "the tenants topic can't be read or written: " + fault.line(),
        failed);
  }

  private KafkaFaults faults() {
    return KafkaFaults.of(settings, Role.GATEWAY);
  }

  private List<RecordMetadata> publish(TenantTable tenants, Map<String, TenantPolicy> policies)
      throws Exception {
    List<RecordMetadata> published = new ArrayList<>();
    try (KafkaProducer<String, TenantPolicy> producer =
        new KafkaProducer<>(
            clients.producer(),
            new StringSerializer(),
            registry.wire().serializer(TenantPolicy.class))) {
      for (Map.Entry<String, TenantPolicy> policy : policies.entrySet()) {
        published.add(
            producer
                .send(tenants.record(policy.getKey(), policy.getValue()))
                .get(settings.startTimeout().toMillis(), TimeUnit.MILLISECONDS));
      }
    }
    return published;
  }
}
