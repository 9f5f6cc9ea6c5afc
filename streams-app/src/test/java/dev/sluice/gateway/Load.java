package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.ErrorRecord;
import dev.sluice.wire.TenantPartition;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a request every 50 ms, or as often as it is told, for tenants in turn until it is
 * stopped, most of them into another partition than the tenant's, some for one that is soon over
 * its limit, and tells from the topics alone what became of them all.
 */
final class Load implements AutoCloseable {
  private static final int EVERY_MS = 50;
  static final int PARTITIONS = 4;

  /** A tenant that soon has used up its limit, and its share of the requests. */
  static final String CAPPED = "capped";

  static final String CAPPED_KEY = "sk-capped";

  private static final int CAP = 5;
  private static final int CAPPED_EVERY = 7;

  /** The other tenants, one in each partition. */
  private static final List<String> OTHERS =
      IntStream.range(0, PARTITIONS)
          .mapToObj(
              partition ->
                  Stream.iterate(0, i -> i + 1)
                      .map(i -> "tenant-" + i)
                      .filter(tenant -> TenantPartition.of(tenant, PARTITIONS) == partition)
                      .findFirst()
                      .orElseThrow())
          .toList();

  /** The tenants of a configuration: no limit but one is ever hit, and each has to add up. */
  static final String TENANTS =
      """
      tenants:
        capped:
          keys: {default: {api_key: sk-capped}}
          limits:
            - {per: tenant, metric: requests, amount: %d, window: 1h}
            - {per: tenant, metric: tokens, amount: 1000000000, window: 1h}
      """
              .formatted(CAP)
          + OTHERS.stream().map(Load::roomy).collect(Collectors.joining());

  private static String roomy(String tenant) {
    return ("  %s: {keys: {default: {api_key: %s}}, limits: ["
            + "{per: tenant, metric: requests, amount: 1000000, window: 1h},"
            + " {per: tenant, metric: tokens, amount: 1000000000, window: 1h},"
            + " {per: tenant, metric: concurrent, amount: 10000}]}\n")
        .formatted(tenant, key(tenant));
  }

  /** The API key of one of the tenants. */
  static String key(String tenant) {
    return "sk-" + tenant;
  }

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final KafkaProducer<String, Object> producer;
  private final AtomicInteger sent = new AtomicInteger();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Audit audit;
  private final String topic;
  private final int everyMs;
  private @Nullable Pollers pollers;

  Load(String bootstrapServers, String registryUrl, String prefix) {
    this(bootstrapServers, registryUrl, prefix, EVERY_MS);
  }

  /**
   * @param everyMs the time from one request to the next
   */
  Load(String bootstrapServers, String registryUrl, String prefix, int everyMs) {
    this.everyMs = everyMs;
    audit = new Audit(bootstrapServers, registryUrl, prefix);
    topic = prefix + "requests";
    KafkaAvroSerializer values = new KafkaAvroSerializer();
    values.configure(
        Map.of(
            "schema.registry.url",
            registryUrl,
            "auto.register.schemas",
            false,
            "avro.remove.java.properties",
            true),
        false);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), values);
  }

  void start() {
    var unused = thread.scheduleAtFixedRate(this::publish, 0, everyMs, TimeUnit.MILLISECONDS);
  }

  private void publish() {
    int number = sent.getAndIncrement();
    String id = "r-" + number;
    boolean capped = number % CAPPED_EVERY == 0;
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic,
                capped ? null : number % PARTITIONS,
                capped ? CAPPED : OTHERS.get(number / PARTITIONS % PARTITIONS),
                Client.named(id).build()),
            (place, failure) -> {
              if (failure == null) {
                acknowledged.add(id);
              }
            });
  }

  int sent() {
    return sent.get();
  }

  /** Another request, which somebody else has published. */
  void also(String requestId) {
    sent.incrementAndGet();
    acknowledged.add(requestId);
  }

  /** From now on they are told of every request that is accepted, while this waits. */
  void isPolledBy(Pollers pollers) {
    this.pollers = pollers;
  }

  /** Waits until so many more requests have ended. */
  void awaitProgress(int more) {
    awaitMoreThan(audit.ended() + more - 1);
  }

  private void awaitMoreThan(int ended) {
    RealCluster.await()
        .until(
            () -> {
              if (pollers != null) {
                pollers.pollFor(audit.accepted());
              }
              return audit.ended() > ended;
            });
  }

  /** Waits until all that was accepted has been seen to end. Call it after {@link #finish}. */
  void awaitPollers() {
    Pollers polling = Objects.requireNonNull(pollers);
    RealCluster.await()
        .until(
            () -> {
              // a topic may be read later than one that was written after it
              polling.pollFor(audit.accepted());
              return polling.haveSeenEnds(audit.terminal());
            });
  }

  /** Ends the load, and waits until every request has ended, as long as some end each minute. */
  void finish() throws InterruptedException {
    thread.shutdown();
    assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    producer.flush();
    assertThat(acknowledged).hasSize(sent.get());
    for (int ended = audit.ended(); ended < sent.get(); ended = audit.ended()) {
      awaitMoreThan(ended);
    }
  }

  /** Holds what was promised against the topics. All gateways have to be stopped. */
  void assertKept(CountingProvider provider, Set<String> ended, Set<String> frozen) {
    audit.assertEndedOnce(acknowledged);
    assertThat(audit.failed()).isEmpty();
    assertThat(audit.rejected()).extracting(ErrorRecord::getTenant).containsOnly(CAPPED);
    assertThat(audit.accepted()).filteredOn(event -> event.getTenant().equals(CAPPED)).hasSize(CAP);
    audit.assertSettled();
    audit.assertRepeatsExplained(provider, ended, frozen);
  }

  Client client() {
    return audit.client();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close();
    audit.close();
  }
}
