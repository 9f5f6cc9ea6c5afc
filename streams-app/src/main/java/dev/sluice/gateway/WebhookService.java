package dev.sluice.gateway;

import dev.sluice.access.KafkaFaults;
import dev.sluice.access.Role;
import dev.sluice.config.Settings;
import dev.sluice.config.WebhookSettings;
import dev.sluice.delivery.DeliveryCounts;
import dev.sluice.delivery.DeliveryDispatcher;
import dev.sluice.delivery.DeliverySettings;
import dev.sluice.delivery.HttpSender;
import dev.sluice.delivery.WebhookEndpoints;
import dev.sluice.delivery.WebhookTopology;
import dev.sluice.dispatch.HoldingClients;
import dev.sluice.http.ApiKeys;
import dev.sluice.webhook.RetryDecision;
import dev.sluice.wire.SchemaAvailability;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a process that sends webhooks: a Kafka Streams application beside the gateway's. If
 * it fails permanently, the gateway goes on. Started and closed by one thread.
 */
final class WebhookService {
  private static final Logger log = LoggerFactory.getLogger(WebhookService.class);
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final KafkaStreams streams;
  private final StreamsHealth health;
  private final DeliveryDispatcher dispatcher;
  private final HttpSender sender;
  private final DeliveryCounts counts;
  private final Settings settings;

  private WebhookService(
      KafkaStreams streams,
      StreamsHealth health,
      DeliveryDispatcher dispatcher,
      HttpSender sender,
      DeliveryCounts counts,
      Settings settings) {
    this.streams = streams;
    this.health = health;
    this.dispatcher = dispatcher;
    this.sender = sender;
    this.counts = counts;
    this.settings = settings;
  }

  /** Without any tenant so far. */
  static WebhookEndpoints endpoints(Settings settings) {
    return new WebhookEndpoints(
        settings.webhooks().terms(),
        settings.webhooks().signers(),
        settings.unknownTenantPolicy(0).orElse(null));
  }

  /**
   * How it reads the ends of calls.
   *
   * @param committed reads the values of results and errors
   */
  record Input(Deserializer<SpecificRecord> committed, SchemaAvailability schemas) {}

  /** After {@link WebhookLauncher#establish}. */
  static WebhookService open(
      Settings settings,
      TopicNames topics,
      KafkaClients clients,
      Input input,
      WebhookEndpoints endpoints,
      InstantSource clock)
      throws StartException {
    WebhookSettings webhooks = settings.webhooks();
    HttpSender sender =
        HttpSender.open(
            webhooks.guard(), webhooks.timeout(), webhooks.maxInFlightPerTenant(), clock);
    DeliveryDispatcher dispatcher = new DeliveryDispatcher(sender, webhooks.maxInFlight());
    DeliveryCounts counts = new DeliveryCounts();
    StaticMembers members =
        new StaticMembers(clients.admin(), settings.webhooksApplicationId(), settings.instance());
    try {
      KafkaStreams streams =
          new KafkaStreams(
              WebhookTopology.build(
                  topics,
                  input.committed(),
                  new DeliverySettings(
                      webhooks.schedule(settings.view().resultsTtl()),
                      webhooks.maxInFlightPerTenant(),
                      webhooks.maxPendingPerTenant(),
                      TopologySettingsMapper.rows(settings)),
                  endpoints,
                  dispatcher,
                  counts),
              StreamsProperties.webhooks(settings),
              new HoldingClients(input.schemas()));
      return new WebhookService(
          streams,
          new StreamsHealth(
              "the application that sends webhooks",
              ThreadDeaths.ofPart(KafkaFaults.of(settings, Role.GATEWAY)),
              members::leave,
              clock),
          dispatcher,
          sender,
          counts,
          settings);
    } catch (StreamsException failed) {
      sender.close();
      throw StateDirectory.unusable(settings.stateDir(), failed);
    }
  }

  /**
   * @throws StartException if its state can't be used; then it is closed
   */
  void start(ApiKeys keys, MeterRegistry metrics) throws StartException, InterruptedException {
    bind(metrics);
    health.watch(streams, keys);
    try {
      streams.start();
    } catch (StreamsException failed) {
      close();
      throw StateDirectory.unusable(settings.stateDir(), failed);
    }
  }

  private void bind(MeterRegistry metrics) {
    metrics.gauge("sluice.webhooks.running", health, each -> each.isLive() ? 1 : 0);
    metrics.gauge("sluice.webhooks.pending", counts, DeliveryCounts::pending);
    metrics.gauge("sluice.webhooks.in.flight", dispatcher, DeliveryDispatcher::inFlight);
    metrics
        .more()
        .counter("sluice.webhooks.delivered", List.of(), counts, DeliveryCounts::delivered);
    metrics
        .more()
        .counter(
            "sluice.webhooks.attempts.failed", List.of(), counts, DeliveryCounts::failedAttempts);
    for (RetryDecision.Reason reason : RetryDecision.Reason.values()) {
      FunctionCounter.builder("sluice.webhooks.abandoned", counts, all -> all.abandoned(reason))
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .register(metrics);
    }
  }

  static void close(Optional<WebhookService> service) throws InterruptedException {
    if (service.isPresent()) {
      service.get().close();
    }
  }

  /** Waits briefly for the attempts under way. */
  private void close() throws InterruptedException {
    health.stopping();
    if (!dispatcher.stop(DRAIN)) {
      log.warn("attempts to deliver webhooks were abandoned; they will be repeated");
    }
    if (!streams.close(StreamsProperties.closing(settings))) {
      log.warn("the webhooks' application did not stop in time");
    }
    sender.close();
  }
}
