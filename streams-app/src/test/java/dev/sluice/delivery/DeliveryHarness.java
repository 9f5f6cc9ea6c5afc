package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Policies;
import dev.sluice.admission.Policy;
import dev.sluice.admission.WebhookRule;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.view.Events;
import dev.sluice.webhook.RetrySchedule;
import dev.sluice.webhook.Signer;
import dev.sluice.webhook.WebhookSecret;
import dev.sluice.wire.PolicyRecords;
import dev.sluice.wire.RowFormats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The webhooks of one task, whose store outlives its processes: what ends is told at the next beat,
 * and a try ends when and how the test says.
 */
final class DeliveryHarness implements AutoCloseable {
  static final Duration BEAT = Duration.ofMillis(100);
  static final Duration TIME_TO_LIVE = Duration.ofDays(1);
  private static final List<Duration> WAITS =
      List.of(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(2));
  private static final Properties CONFIG = new Properties();

  static {
    CONFIG.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice-test-webhooks");
    CONFIG.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
  }

  final FakeSender sender = new FakeSender();
  final DeliveryCounts counts = new DeliveryCounts();
  private final Path stateDir;
  private final int maxInFlight;
  private final int perTenant;
  private final int maxPending;
  private final WebhookEndpoints endpoints =
      new WebhookEndpoints(
          new WebhookTerms(Set.of("main"), false),
          Map.of(
              "main",
              new Signer(List.of(WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))),
          null);
  private Instant now = Events.ENDED_AT;
  private Owner owner;

  private record Owner(
      MockProcessorContext<Void, Void> context,
      KeyValueStore<String, byte[]> store,
      WebhookProcessor processor) {}

  DeliveryHarness(Path stateDir) {
    this(stateDir, 100, 3, 1_000);
  }

  DeliveryHarness(Path stateDir, int maxInFlight, int perTenant, int maxPending) {
    this.stateDir = stateDir;
    this.maxInFlight = maxInFlight;
    this.perTenant = perTenant;
    this.maxPending = maxPending;
    owner = open();
  }

  private Owner open() {
    MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(CONFIG, new TaskId(0, 0), stateDir.toFile());
    context.setCurrentSystemTimeMs(now.toEpochMilli());
    KeyValueStore<String, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(WebhookTopology.STORE),
                Serdes.String(),
                Serdes.ByteArray())
            .withCachingDisabled()
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    WebhookProcessor processor =
        new WebhookProcessor(
            new DeliverySettings(
                new RetrySchedule(WAITS, TIME_TO_LIVE), perTenant, maxPending, RowFormats.newest()),
            endpoints,
            new DeliveryDispatcher(sender, maxInFlight),
            counts);
    processor.init(context);
    return new Owner(context, store, processor);
  }

  // What happens outside

  void policy(String tenant, long version, WebhookRule rule) {
    Policy policy = Policies.with(Policy.of(version, List.of()), rule);
    endpoints.put(tenant, Optional.of(PolicyRecords.toRecord(policy).build()));
  }

  void wants(String tenant) {
    policy(tenant, 1, new WebhookRule("https://" + tenant + ".example/hooks", "main"));
  }

  void completes(String tenant, String pollingId) {
    ends(tenant, Events.result(pollingId, Events.text("hi")).setCompletedAt(now).build());
  }

  void ends(String tenant, SpecificRecord record) {
    owner.processor().process(new Record<>(tenant, record, now.toEpochMilli()));
    timePasses(BEAT);
  }

  void timePasses(Duration time) {
    now = now.plus(time);
    owner.context().setCurrentSystemTimeMs(now.toEpochMilli());
    owner.context().scheduledPunctuators().stream()
        .filter(punctuator -> !punctuator.cancelled())
        .forEach(punctuator -> punctuator.getPunctuator().punctuate(now.toEpochMilli()));
  }

  /** Another process goes on with the same state. */
  void restarts() {
    close();
    assertThat(counts.pending()).isZero();
    owner = open();
  }

  // What can be seen outside

  /** The one try that was begun since it was asked last. */
  FakeSender.Try only() {
    List<FakeSender.Try> begun = sender.begun();
    assertThat(begun).hasSize(1);
    return begun.get(0);
  }

  @Override
  public void close() {
    owner.processor().close();
    owner.store().close();
  }
}
