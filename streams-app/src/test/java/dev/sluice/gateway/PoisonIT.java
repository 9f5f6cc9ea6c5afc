package dev.sluice.gateway;

import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.KafkaFaults;
import dev.sluice.access.Role;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.BatchDispatcher;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.NoBatches;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.Outcome;
import dev.sluice.call.TargetHealth;
import dev.sluice.config.Settings;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.http.HashedApiKeys;
import dev.sluice.topology.PoisonPills;
import dev.sluice.topology.SluiceTopology;
import dev.sluice.topology.TaskListener;
import dev.sluice.topology.TopicSerdes;
import dev.sluice.topology.TopologyParts;
import dev.sluice.v1.Cause;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.view.RecentActivity;
import dev.sluice.wire.Contract;
import dev.sluice.wire.OutcomeRecords;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.RegistryWaits;
import dev.sluice.wire.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Records that make the gateway throw, over a real broker: with aborts, and state restored. */
class PoisonIT {
  private static final TopicNames TOPICS = new TopicNames("poison.");

  private static final String CONFIG =
      """
      topics: {prefix: poison., partitions: 1}
      providers: {first: {kind: echo}}
      routes: {chat: {targets: [{provider: first, model: swift-1}]}}
      tenants:
        acme:
          limits: [{per: tenant, metric: concurrent, amount: 1}]
      unknown_tenants: {}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir static Path stateDir;

  private static final Mistaken DISPATCHER = new Mistaken();
  private static RegistrySerdes wire;
  private static KafkaStreams streams;
  private static Client client;
  private static Topic<ErrorRecord> deadLetters;

  /** Throws where its caller has written to the stores already. */
  private static final class Mistaken implements Dispatcher {
    private final Queue<Attempt> started = new ConcurrentLinkedQueue<>();
    private int mistakes;

    @Override
    public void processed(Runnable commit) {
      commit.run();
    }

    @Override
    public void swept(Runnable commit) {
      commit.run();
    }

    @Override
    public String ownerId() {
      return "owner";
    }

    @Override
    public void tickAt(int partition, Instant at) {}

    @Override
    public BatchDispatcher batches() {
      return new NoBatches();
    }

    @Override
    public TargetHealth health() {
      return TargetHealth.FIT;
    }

    @Override
    public void startAfterCommit(Attempt attempt) {
      if (attempt.request().requestId().startsWith("bad")) {
        throw new IllegalStateException("a message that quotes: What is a sluice?");
      }
      started.add(attempt);
    }

    @Override
    public void releaseAfterCommit(String attemptId) {
      String request =
          started.stream()
              .filter(attempt -> attempt.attemptId().equals(attemptId))
              .map(attempt -> attempt.request().requestId())
              .findFirst()
              .orElse("");
      if (request.startsWith("mute") || (request.startsWith("stuck") && ++mistakes <= 3)) {
        throw new IllegalStateException("a message that quotes: What is a sluice?");
      }
    }

    @Override
    public boolean isLive(String attemptId) {
      return true;
    }

    @Override
    public void cancel(String attemptId) {}

    @Override
    public String mark(int partition) {
      return "never written";
    }
  }

  @BeforeAll
  static void start() throws Exception {
    Settings settings =
        RealCluster.settings(
            CLUSTER
                .config("poison.", stateDir, CONFIG)
                // how soon the thread that lives learns of a rebalance
                .replace("kafka:", "kafka:\n  consumer.heartbeat.interval.ms: 300"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrapServers()))) {
      new StartChecks(settings, TOPICS).createTopics(admin);
    }
    wire = new RegistrySerdes(CLUSTER.registryUrl(), Map.of(), RegistryWaits.DEFAULT);
    wire.registration(Duration.ofSeconds(30)).register(Contract.types(TOPICS));
    TopicSerdes formats = TopicSerdes.of(wire, TOPICS);
    PoisonPills poison = new PoisonPills();
    streams =
        new KafkaStreams(
            SluiceTopology.build(
                new TopologyParts(
                    TopologySettingsMapper.settings(settings, TOPICS, 1),
                    settings.routeTable(),
                    settings.pollingIds().issuer(TOPICS.requests()),
                    DISPATCHER,
                    OpenTransaction.Listener::committed,
                    poison,
                    TaskListener.NONE,
                    new RecentActivity(Instant::now)),
                formats),
            StreamsProperties.of(settings, poison));
    StaticMembers members =
        new StaticMembers(
            new KafkaClients(settings.kafka().properties()).admin(),
            settings.applicationId(),
            settings.instance());
    // each death is the first in a long time: pauses that grow are ThreadDeathsTest's
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    new StreamsHealth(
            "the gateway",
            new ThreadDeaths(KafkaFaults.of(settings, Role.GATEWAY)),
            members::leave,
            () -> now.updateAndGet(before -> before.plus(Duration.ofHours(1))))
        .watch(streams, new HashedApiKeys());
    streams.start();
    client = CLUSTER.client("poison.");
    deadLetters =
        new Topic<>(
            CLUSTER.bootstrapServers(),
            Map.of("schema.registry.url", CLUSTER.registryUrl(), "specific.avro.reader", true),
            TOPICS.deadLetters(),
            ErrorRecord.class);
  }

  @AfterAll
  static void stop() {
    deadLetters.close();
    client.close();
    streams.close(Duration.ofSeconds(20));
    wire.close();
  }

  @Test
  void shouldAnswerAndLeaveOutARequestWhenItCantBeProcessed() throws Exception {
    // When
    RecordMetadata bad = client.publishes("acme", request("bad request", "chat").build());
    client.publishes("acme", request("next request", "chat").build());

    // Then
    ErrorRecord error = error("bad request");
    assertThat(error.getStage()).isEqualTo(ErrorStage.REJECTED);
    assertThat(error.getPollingId()).isNull();
    assertThat(error.getFailure().getStatus()).isEqualTo(500);
    // its tries have written reservations: had one stayed, the next would find no room
    await().until(() -> accepted("next request") == 1);
    assertThat(accepted("bad request")).isZero();
    ErrorRecord letter = letterFrom(TOPICS.requests(), bad.offset());
    assertThat(letter.getTenant()).isEqualTo("acme");
    assertThat(letter.getFailure().getCauses())
        .extracting(Cause::getClassName)
        .contains("java.lang.IllegalStateException");
    assertThat(letter.toString()).doesNotContain("sluice?");
  }

  @Test
  void shouldEndTheCallWhenItsOutcomeCantBeProcessed() throws Exception {
    // Given
    client.publishes("globex", request("stuck", "chat").build());
    await().until(() -> accepted("stuck") == 1);
    Attempt attempt = started("stuck");

    // When
    RecordMetadata outcome = ends(attempt);

    // Then
    ErrorRecord error = error("stuck");
    assertThat(error.getStage()).isEqualTo(ErrorStage.FAILED);
    assertThat(error.getPollingId()).isEqualTo(attempt.pollingId());
    assertThat(error.getFailure().getTypePath()).containsExactly("gateway", "internal");
    assertThat(letterFrom(TOPICS.attempts(), outcome.offset()).getTenant()).isEqualTo("globex");
  }

  @Test
  void shouldGoOnWhenNotEvenAnAnswerCanBeGiven() throws Exception {
    // Given
    client.publishes("globex", request("mute", "chat").build());
    await().until(() -> accepted("mute") == 1);
    Attempt attempt = started("mute");

    // When
    RecordMetadata outcome = ends(attempt);

    // Then
    assertThat(letterFrom(TOPICS.attempts(), outcome.offset()).getTenant()).isEqualTo("globex");
    client.publishes("globex", request("after mute", "chat").build());
    await().until(() -> accepted("after mute") == 1);
  }

  private static RecordMetadata ends(Attempt attempt) throws Exception {
    Instant now = Instant.now();
    FailureFacts facts = FailureFacts.of(FailureType.PERMISSION, "What is a sluice?");
    AttemptReport report =
        new AttemptReport(
            "owner",
            attempt.pollingId(),
            AttemptRef.of(attempt, now, now),
            new Outcome.Failed(new ProviderFailure.Permission(facts)));
    return client.send(TOPICS.attempts(), 0, "globex", OutcomeRecords.toRecord(report));
  }

  private static Attempt started(String requestId) {
    return await()
        .until(
            () ->
                DISPATCHER.started.stream()
                    .filter(attempt -> attempt.request().requestId().equals(requestId))
                    .toList(),
            found -> !found.isEmpty())
        .get(0);
  }

  private static long accepted(String requestId) {
    return client.polling.values().stream()
        .filter(event -> event.getRequestId().equals(requestId))
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .count();
  }

  private static ErrorRecord error(String requestId) {
    return first(client.errors, error -> requestId.equals(error.getRequestId()));
  }

  private static ErrorRecord letterFrom(String topic, long offset) {
    return first(
        deadLetters,
        letter ->
            letter.getSource().getTopic().equals(topic)
                && letter.getSource().getOffset() == offset);
  }

  private static ErrorRecord first(Topic<ErrorRecord> topic, Predicate<ErrorRecord> which) {
    return await()
        .until(() -> topic.values().stream().filter(which).toList(), found -> !found.isEmpty())
        .get(0);
  }
}
