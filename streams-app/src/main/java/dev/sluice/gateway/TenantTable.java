package dev.sluice.gateway;

import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.PolicyOrder;
import dev.sluice.wire.RegistryAwayException;
import dev.sluice.wire.SchemaAvailability;
import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TextLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the whole tenants topic, on every instance, with a consumer and a thread of its own: HTTP
 * has to know all tenants' keys, not just those of the partitions that are here. A record counts
 * only in its tenant's partition; the gateway reroutes others there, and then they are read again.
 */
public final class TenantTable implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TenantTable.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final String topic;
  private final Consumer<String, byte[]> consumer;
  private final Deserializer<Decoded<TenantPolicy>> values;
  private final SchemaAvailability schemas;
  private final BiConsumer<String, Optional<TenantPolicy>> listener;
  private final Map<String, TenantPolicy> policies = new ConcurrentHashMap<>();

  /** See {@link #elsewhere(String)}. */
  private final Map<String, Set<Integer>> elsewhere = new ConcurrentHashMap<>();

  private final ConcurrentLinkedQueue<CompletableFuture<Void>> asked =
      new ConcurrentLinkedQueue<>();
  private final int partitions;
  private final Thread thread = new Thread(this::run, "sluice-tenants");
  private volatile boolean closed;
  private volatile long written;

  /**
   * @param consumer of no group, sees what is committed; closed by this object
   * @param listener told of every change on the follower's thread; empty withdraws a policy
   */
  public TenantTable(
      String topic,
      Consumer<String, byte[]> consumer,
      Deserializer<Decoded<TenantPolicy>> values,
      SchemaAvailability schemas,
      BiConsumer<String, Optional<TenantPolicy>> listener) {
    this.topic = topic;
    this.consumer = consumer;
    this.values = values;
    this.schemas = schemas;
    this.listener = listener;
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    partitions = all.size();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    thread.setDaemon(true);
    thread.start();
  }

  /** The policy as far as the topic was read; null if the tenant has none. */
  public @Nullable TenantPolicy policy(String tenant) {
    return policies.get(tenant);
  }

  /** All policies as far as the topic was read, by tenant; a copy. */
  public SortedMap<String, TenantPolicy> policies() {
    return new TreeMap<>(policies);
  }

  /**
   * The version of the next policy of a tenant that has none: one more than the topic had records
   * at the last {@link #awaitEnd}. Each version takes a record, and so does each withdrawal, so no
   * tenant ever had this version or a later one, even if its past policies are no longer on the
   * topic.
   */
  public long firstVersion() {
    return written + 1;
  }

  /**
   * The other partitions whose latest record of the tenant is a policy, as far as the topic was
   * read. It was rerouted, or will be, and compaction keeps it there.
   */
  public Set<Integer> elsewhere(String tenant) {
    return elsewhere.getOrDefault(tenant, Set.of());
  }

  /**
   * A record for the topic, with its partition: pass-through settings may name any partitioner.
   *
   * @param policy null withdraws the tenant's
   */
  public <V> ProducerRecord<String, @Nullable V> record(String tenant, @Nullable V policy) {
    return new ProducerRecord<>(topic, TenantPartition.of(tenant, partitions), tenant, policy);
  }

  /** The number of partitions, the same for all of the gateway's topics. */
  public int partitions() {
    return partitions;
  }

  /**
   * Waits until everything on the topic now has been read.
   *
   * @throws java.util.concurrent.TimeoutException if that takes too long
   */
  public void awaitEnd(Duration timeout) throws Exception {
    CompletableFuture<Void> atEnd = new CompletableFuture<>();
    asked.add(atEnd);
    atEnd.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    Map<CompletableFuture<Void>, Map<TopicPartition, Long>> waiting = new HashMap<>();
    while (!closed) {
      try {
        for (var next = asked.poll(); next != null; next = asked.poll()) {
          Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
          written = ends.values().stream().mapToLong(Long::longValue).sum();
          waiting.put(next, ends);
        }
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        // look-ups overlap, so many missing IDs take hardly longer than one
        records.forEach(record -> schemas.prepare(record.topic(), record.value()));
        records.forEach(this::take);
        waiting.entrySet().removeIf(each -> isAt(each.getValue()) && each.getKey().complete(null));
      } catch (WakeupException closing) {
        break;
      } catch (KafkaException away) {
        log.warn("the tenants topic can't be read now: {}", away.getMessage());
      }
    }
    consumer.close();
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    String tenant = TextLimits.tenant(record.key());
    if (tenant == null || ClockReset.isIn(record.headers())) {
      // the gateway refuses a key that is no tenant's
      return;
    }
    if (record.partition() != TenantPartition.of(tenant, partitions)) {
      Set<Integer> others = new TreeSet<>(elsewhere(tenant));
      boolean unused =
          record.value() == null
              ? others.remove(record.partition())
              : others.add(record.partition());
      elsewhere.put(tenant, others);
      return;
    }
    Decoded<TenantPolicy> decoded = decode(record);
    TenantPolicy before = policies.get(tenant);
    if (decoded instanceof Decoded.Readable<TenantPolicy> readable) {
      if (PolicyOrder.problem(record.headers(), readable.value(), before).isEmpty()) {
        policies.put(tenant, readable.value());
        listener.accept(tenant, Optional.of(readable.value()));
      }
    } else if (decoded instanceof Decoded.Absent<TenantPolicy>
        && PolicyOrder.problem(record.headers(), null, before).isEmpty()) {
      policies.remove(tenant);
      listener.accept(tenant, Optional.empty());
    }
  }

  private @Nullable Decoded<TenantPolicy> decode(ConsumerRecord<String, byte[]> record) {
    while (!closed) {
      try {
        return values.deserialize(record.topic(), record.value());
      } catch (RegistryAwayException away) {
        log.warn("a tenant's policy can't be read now: {}", away.getMessage());
      }
    }
    return null;
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
