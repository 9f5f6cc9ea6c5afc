package dev.sluice.cli;

import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.RegistryAwayException;
import dev.sluice.wire.SchemaAvailability;
import dev.sluice.wire.TextLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the whole tenants topic, on every instance, with a consumer and a thread of its own: HTTP
 * has to know all tenants' keys, not just those of the partitions that are here.
 */
final class TenantTable implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TenantTable.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<String, byte[]> consumer;
  private final Deserializer<Decoded<TenantPolicy>> values;
  private final SchemaAvailability schemas;
  private final BiConsumer<String, Optional<TenantPolicy>> listener;
  private final Map<String, TenantPolicy> policies = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<CompletableFuture<Void>> asked =
      new ConcurrentLinkedQueue<>();
  private final int partitions;
  private final Thread thread = new Thread(this::run, "sluice-tenants");
  private volatile boolean closed;
  private volatile long written;

  /**
   * @param consumer of no group; closed by this object
   * @param listener told of every change on the follower's thread; empty withdraws a policy
   */
  TenantTable(
      String topic,
      Consumer<String, byte[]> consumer,
      Deserializer<Decoded<TenantPolicy>> values,
      SchemaAvailability schemas,
      BiConsumer<String, Optional<TenantPolicy>> listener) {
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

  /** The policy as far as the topic was read; null where the tenant has none. */
  @Nullable TenantPolicy policy(String tenant) {
    return policies.get(tenant);
  }

  /** All policies as far as the topic was read, by tenant; a copy. */
  SortedMap<String, TenantPolicy> policies() {
    return new TreeMap<>(policies);
  }

  /**
   * The version of the next policy of a tenant that has none: one more than the topic had records
   * when {@link #awaitEnd} was last called. Each version takes a record, and so does each
   * withdrawal, so no tenant ever had this one or a later one, though its policies of the past are
   * not on the topic any more.
   */
  long firstVersion() {
    return written + 1;
  }

  /** How many partitions the topic has, as all of the gateway's have. */
  int partitions() {
    return partitions;
  }

  /**
   * Waits until all that is on the topic now has been read.
   *
   * @throws java.util.concurrent.TimeoutException if that takes too long
   */
  void awaitEnd(Duration timeout) throws Exception {
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
        // so that many schemas that are missing take hardly longer than one
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
    if (TextLimits.tenant(record.key()) == null) {
      // the gateway refuses it
      return;
    }
    Decoded<TenantPolicy> decoded = decode(record);
    if (decoded instanceof Decoded.Readable<TenantPolicy> readable) {
      policies.put(record.key(), readable.value());
      listener.accept(record.key(), Optional.of(readable.value()));
    } else if (decoded instanceof Decoded.Absent<TenantPolicy>) {
      policies.remove(record.key());
      listener.accept(record.key(), Optional.empty());
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
