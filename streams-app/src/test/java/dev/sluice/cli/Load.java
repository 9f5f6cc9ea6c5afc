package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes a request every 50 ms for tenants in turn until it is stopped, and tells from the
 * topics alone what became of them all.
 */
final class Load implements AutoCloseable {
  private static final int EVERY_MS = 50;
  private static final int PARTITIONS = 4;

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final KafkaProducer<String, Object> producer;
  private final AtomicInteger sent = new AtomicInteger();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Client client;
  private final Topic<AttemptOutcome> attempts;
  private final String topic;

  Load(String bootstrapServers, String registryUrl, String prefix) {
    client = new Client(bootstrapServers, registryUrl, prefix);
    topic = prefix + "requests";
    attempts =
        new Topic<>(
            bootstrapServers,
            Map.of("schema.registry.url", registryUrl, "specific.avro.reader", true),
            prefix + "attempts",
            AttemptOutcome.class);
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
    var unused = thread.scheduleAtFixedRate(this::publish, 0, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void publish() {
    int number = sent.getAndIncrement();
    String id = "r-" + number;
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic,
                number % PARTITIONS,
                "tenant-" + number % 3,
                Client.request(id, "chat").build()),
            (place, failure) -> {
              if (failure == null) {
                acknowledged.add(id);
              }
            });
  }

  /** Waits until so many more requests have ended. */
  void awaitProgress(int more) {
    int before = terminal().size();
    RealCluster.await().until(() -> terminal().size() >= before + more);
  }

  /** Ends the load, and waits until every request has ended. */
  void finish() throws InterruptedException {
    thread.shutdown();
    assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    producer.flush();
    assertThat(acknowledged).hasSize(sent.get());
    RealCluster.await().until(() -> terminal().size() >= sent.get());
  }

  /** The promise: each request one polling ID, each polling ID one terminal record, an answer. */
  void assertEndedOnce() {
    List<PollingEvent> accepted =
        client.polling.values().stream()
            .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
            .toList();
    assertThat(accepted)
        .extracting(PollingEvent::getRequestId)
        .containsExactlyInAnyOrderElementsOf(acknowledged);
    assertThat(accepted).extracting(PollingEvent::getPollingId).doesNotHaveDuplicates();
    assertThat(terminal())
        .containsExactlyInAnyOrderElementsOf(
            accepted.stream().map(PollingEvent::getPollingId).toList());
    assertThat(client.errors.values()).extracting(ErrorRecord::getFailure).isEmpty();
  }

  /** How many calls providers answered beyond one for each request. */
  int repeatedCalls() {
    List<String> answered =
        attempts.values().stream()
            .filter(outcome -> outcome.getKind() == OutcomeKind.ANSWER)
            .map(AttemptOutcome::getPollingId)
            .toList();
    assertThat(answered).containsAll(terminal());
    return answered.size() - sent.get();
  }

  private List<String> terminal() {
    List<String> ids = new ArrayList<>();
    client.results.values().stream().map(CompletionResult::getPollingId).forEach(ids::add);
    client.errors.values().stream().map(ErrorRecord::getPollingId).forEach(ids::add);
    return ids;
  }

  Client client() {
    return client;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close();
    attempts.close();
    client.close();
  }
}
