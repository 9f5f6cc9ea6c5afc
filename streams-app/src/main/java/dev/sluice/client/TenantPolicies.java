package dev.sluice.client;

import dev.sluice.access.KafkaFaults;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.Refusals;
import dev.sluice.gateway.StartException;
import dev.sluice.gateway.TenantTable;
import dev.sluice.v1.KeyPolicy;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.RegistryAwayException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The tenants topic, for operators to read and write. One thread. */
public final class TenantPolicies implements AutoCloseable {
  private final String topic;
  private final Duration timeout;
  private final KafkaFaults faults;
  private final TenantTable table;
  private final KafkaProducer<String, byte[]> producer;
  private final Serializer<TenantPolicy> values;

  private TenantPolicies(ClientSession session, TenantTable table, Duration timeout) {
    this.topic = session.topics().tenants();
    this.timeout = timeout;
    this.faults = session.faults();
    this.table = table;
    this.producer = session.producer();
    this.values = session.wire().serializer(TenantPolicy.class);
  }

  /**
   * Returns when everything on the topic has been read.
   *
   * @throws StartException if the topic can't be read in time
   */
  public static TenantPolicies open(ClientSession session, Settings settings)
      throws StartException, InterruptedException {
    String topic = session.topics().tenants();
    KafkaConsumer<String, byte[]> consumer = session.consumer();
    TenantTable table =
        new TenantTable(
            topic,
            consumer,
            session.wire().deserializer(TenantPolicy.class),
            session.schemas(),
            (tenant, policy) -> {},
            session.faults());
    TenantPolicies policies = new TenantPolicies(session, table, settings.startTimeout());
    try {
      policies.awaitStart();
      return policies;
    } catch (StartException | InterruptedException failed) {
      policies.close();
      throw failed;
    }
  }

  private void awaitStart() throws StartException, InterruptedException {
    try {
      table.awaitStart(timeout);
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Exception failed) {
      throw Refusals.find(faults, failed)
          .orElseGet(
              () ->
                  new StartException(
                      ExitStatus.BROKER_AWAY,
                      "topic " + topic + " can't be read in " + timeout,
                      failed));
    }
  }

  public @Nullable TenantPolicy find(String tenant) {
    return table.policy(tenant);
  }

  /** A version that no policy of the tenant has had. */
  public long nextVersion(String tenant) {
    TenantPolicy before = find(tenant);
    return before == null ? table.firstVersion() : before.getVersion() + 1;
  }

  /** By tenant. */
  public SortedMap<String, TenantPolicy> all() {
    return table.policies();
  }

  public int partitions() {
    return table.partitions();
  }

  /**
   * API keys that other tenants' keys have already, for display; HTTP could not distinguish them.
   */
  public List<String> clashes(String tenant, TenantPolicy policy) {
    List<String> clashes = new ArrayList<>();
    for (Map.Entry<String, TenantPolicy> other : all().entrySet()) {
      for (KeyPolicy taken : other.getValue().getKeys()) {
        for (KeyPolicy key : policy.getKeys()) {
          if (!other.getKey().equals(tenant)
              && key.getApiKeySha256() != null
              && key.getApiKeySha256().equals(taken.getApiKeySha256())) {
            clashes.add(
                "keys.%s: has the same API key as key %s of tenant %s"
                    .formatted(key.getKeyId(), taken.getKeyId(), other.getKey()));
          }
        }
      }
    }
    return clashes;
  }

  /** Returns when the broker has it. */
  public RecordMetadata publish(String tenant, TenantPolicy policy)
      throws StartException, InterruptedException {
    return send(table.record(tenant, bytes(policy)));
  }

  /**
   * Returns when the broker has it. Policies in other partitions are deleted there too: a gateway
   * that reads the topic from its beginning would reroute them, and so put one in force again.
   */
  public void withdraw(String tenant) throws StartException, InterruptedException {
    for (int other : table.elsewhere(tenant)) {
      send(new ProducerRecord<>(topic, other, tenant, null));
    }
    send(table.record(tenant, null));
  }

  /** Returns when the broker has the order; the partition's owner follows it soon after. */
  public RecordMetadata resetClock(int partition, Instant to)
      throws StartException, InterruptedException {
    return send(
        new ProducerRecord<>(topic, partition, null, ClockReset.KEY, null, ClockReset.headers(to)));
  }

  private byte[] bytes(TenantPolicy policy) throws StartException {
    try {
      return values.serialize(topic, policy);
    } catch (RegistryAwayException away) {
      throw new StartException(ExitStatus.REGISTRY_AWAY, String.valueOf(away.getMessage()), away);
    } catch (SerializationException unknown) {
      throw new StartException(
          ExitStatus.SCHEMAS_REFUSED, String.valueOf(unknown.getMessage()), unknown);
    }
  }

  private RecordMetadata send(ProducerRecord<String, byte @Nullable []> record)
      throws StartException, InterruptedException {
    try {
      return producer.send(record).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw notPublished(Objects.requireNonNullElse(refused.getCause(), refused));
    } catch (TimeoutException | KafkaException refused) {
      throw notPublished(refused);
    }
  }

  private StartException notPublished(Throwable why) {
    return Refusals.orAway(faults, why, "can't publish to " + topic);
  }

  @Override
  public void close() {
    table.close();
    producer.close();
  }
}
