package dev.sluice.gateway;

import dev.sluice.access.KafkaFault;
import dev.sluice.access.KafkaFaults;
import dev.sluice.outage.Backoff;
import dev.sluice.outage.LogLimiter;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.PolicyOrder;
import dev.sluice.wire.RegistryAwayException;
import dev.sluice.wire.SchemaAvailability;
import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TextLimits;
import java.time.Duration;
import java.util.Collection;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
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
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

  private final String topic;
  private final Consumer<String, byte[]> consumer;
  private final Deserializer<Decoded<TenantPolicy>> values;
  private final SchemaAvailability schemas;
  private final BiConsumer<String, Optional<TenantPolicy>> listener;
  private final KafkaFaults faults;
  private final LogLimiter lines = new LogLimiter();
  private final Map<String, TenantPolicy> policies = new ConcurrentHashMap<>();

  /** See {@link #elsewhere(String)}. */
  private final Map<String, Set<Integer>> elsewhere = new ConcurrentHashMap<>();

  private final ConcurrentLinkedQueue<Wait> waits = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> readAtStart = new CompletableFuture<>();
  private final int partitions;
  private final Thread thread = new Thread(this::run, "sluice-tenants");
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long written;

  /** Of somebody who waits until the consumer is at these offsets. */
  private record Wait(Map<TopicPartition, Long> ends, CompletableFuture<Void> read) {

    /**
     * @param failure null if all has been read
     * @return true: it is over
     */
    boolean tell(@Nullable RuntimeException failure) {
      if (failure == null) {
        read.complete(null);
      } else {
        read.completeExceptionally(failure);
      }
      return true;
    }
  }

  /**
   * @param consumer of no group, sees what is committed; closed by this object
   * @param listener told of every change on the follower's thread; empty withdraws a policy
   * @param faults tells what time may heal, of which the reader waits with growing pauses
   */
  public TenantTable(
      String topic,
      Consumer<String, byte[]> consumer,
      Deserializer<Decoded<TenantPolicy>> values,
      SchemaAvailability schemas,
      BiConsumer<String, Optional<TenantPolicy>> listener,
      KafkaFaults faults) {
    this.topic = topic;
    this.consumer = consumer;
    this.values = values;
    this.schemas = schemas;
    this.listener = listener;
    this.faults = faults;
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
   * when this table was opened. Each version takes a record, and so does each withdrawal, so no
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
   * Waits until everything has been read that was on the topic when this table was opened.
   *
   * @throws java.util.concurrent.TimeoutException if that takes too long
   * @throws java.util.concurrent.ExecutionException if the topic can't be read, and time does not
   *     heal it
   */
  public void awaitStart(Duration timeout) throws Exception {
    readAtStart.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Waits until these records of the topic have been read. Their offsets are known: a question for
   * the topic's end would wait at the broker behind the fetch under way, half a second.
   *
   * @throws java.util.concurrent.TimeoutException if that takes too long
   * @throws java.util.concurrent.ExecutionException if the topic can't be read, and time does not
   *     heal it
   */
  public void await(Collection<RecordMetadata> records, Duration timeout) throws Exception {
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (RecordMetadata each : records) {
      ends.merge(new TopicPartition(each.topic(), each.partition()), each.offset() + 1, Math::max);
    }
    CompletableFuture<Void> read = new CompletableFuture<>();
    waits.add(new Wait(ends, read));
    read.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    boolean knowsEnds = false;
    int failures = 0;
    while (!isClosed()) {
      try {
        if (!knowsEnds) {
          askForEnds();
          knowsEnds = true;
        }
        read();
        failures = 0;
      } catch (WakeupException closing) {
        break;
      } catch (RuntimeException failed) {
        failed(failed);
        pause(++failures);
      }
    }
    consumer.close();
  }

  /** Before the first fetch; see {@link #await}. */
  private void askForEnds() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    written = ends.values().stream().mapToLong(Long::longValue).sum();
    waits.add(new Wait(ends, readAtStart));
  }

  private void read() {
    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
    // look-ups overlap, so many missing IDs take hardly longer than one
    records.forEach(record -> schemas.prepare(record.topic(), record.value()));
    records.forEach(this::takeOrSkip);
    waits.removeIf(each -> isAt(each.ends()) && each.tell(null));
  }

  /** Whoever waits is told at once what time does not heal. */
  private void failed(RuntimeException failed) {
    KafkaFault fault = faults.of(failed);
    warn(fault.cause(), "the tenants topic can't be read now: " + fault.line());
    if (!(fault instanceof KafkaFault.Away)) {
      readAtStart.completeExceptionally(failed);
      waits.removeIf(each -> each.tell(failed));
    }
  }

  private void warn(String cause, String line) {
    lines.warn(log, cause, line);
  }

  private void pause(int failures) {
    try {
      var unused = closed.await(PAUSES.pause(failures).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException closing) {
      closed.countDown();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** What follows in the same batch would be skipped with it. */
  private void takeOrSkip(ConsumerRecord<String, byte[]> record) {
    try {
      take(record);
    } catch (RuntimeException mistake) {
      log.error(
          "the record at offset {} of {}-{} is skipped",
          record.offset(),
          record.topic(),
          record.partition(),
          mistake);
    }
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
    for (int failures = 1; !isClosed(); failures++) {
      try {
        return values.deserialize(record.topic(), record.value());
      } catch (RegistryAwayException away) {
        warn("registry", "a tenant's policy can't be read now: " + away.getMessage());
        pause(failures);
      }
    }
    return null;
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
