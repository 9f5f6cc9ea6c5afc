package dev.sluice.gateway;

import dev.sluice.call.Credit;
import dev.sluice.call.PollingIds;
import dev.sluice.config.GroupProtocol;
import dev.sluice.config.Settings;
import dev.sluice.delivery.WebhookEndpoints;
import dev.sluice.dispatch.AfterCommitClients;
import dev.sluice.dispatch.AttemptsProducer;
import dev.sluice.dispatch.CallDispatcher;
import dev.sluice.dispatch.GuardedProvider;
import dev.sluice.dispatch.GuardrailChecks;
import dev.sluice.gateway.metrics.CallMetrics;
import dev.sluice.gateway.metrics.LimiterMetrics;
import dev.sluice.gateway.metrics.TargetMetrics;
import dev.sluice.gateway.metrics.TaskMetrics;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.http.CommittedView;
import dev.sluice.http.HashedApiKeys;
import dev.sluice.http.OperationsApi;
import dev.sluice.provider.Providers;
import dev.sluice.topology.LimiterClocks;
import dev.sluice.topology.PoisonPills;
import dev.sluice.topology.SluiceTopology;
import dev.sluice.topology.TopicSerdes;
import dev.sluice.topology.TopologyParts;
import dev.sluice.topology.UsageEstimate;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.view.RecentActivity;
import dev.sluice.view.RecentAdmissionResults;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.StreamsReplicas;
import dev.sluice.view.ViewListener;
import dev.sluice.view.ViewQueries;
import dev.sluice.view.ViewTopology;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.SchemaLookAhead;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running gateway: starts its parts in an order and stops them in another. Started and closed
 * by one thread.
 *
 * <p>Start: registry, topics, tenants, providers, calls, streams, query service. Stop: not ready,
 * no more requests over HTTP, drain the calls, answer those who wait, streams, calls, outcomes,
 * providers, tenants, query service.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final Duration STREAMS_CLOSE = Duration.ofSeconds(30);

  private final Settings settings;
  private final TopicNames topics;
  private final KafkaClients clients;
  private final InstantSource clock = InstantSource.system();
  private final Deque<Part> parts = new ArrayDeque<>();

  private record Part(String name, Stop stop) {}

  private interface Stop {
    void run() throws Exception;
  }

  private final StaticMembers members;
  private final StreamsHealth health;
  private int port;

  private Gateway(Settings settings) {
    this.settings = settings;
    this.topics = new TopicNames(settings.topics().prefix());
    this.clients = new KafkaClients(settings.kafka().properties());
    this.members =
        new StaticMembers(clients.admin(), settings.applicationId(), settings.instance());
    this.health =
        new StreamsHealth("the gateway", hasStaticMembers() ? members::leave : thread -> {});
  }

  private boolean hasStaticMembers() {
    return settings.group().protocol() == GroupProtocol.CLASSIC;
  }

  /**
   * Returns when the query service listens and Kafka Streams has been started; see {@link
   * #awaitReady}.
   *
   * @throws StartException if something it needs is unavailable, unfit or refused; everything that
   *     was started is stopped again
   */
  public static Gateway start(Settings settings) throws StartException, InterruptedException {
    Gateway gateway = new Gateway(settings);
    try {
      if (settings.upgradeFrom() != null) {
        log.warn(
            "rows are written as release {} reads them; take upgrade_from out and restart when no"
                + " process of that release is left",
            settings.upgradeFrom());
      }
      gateway.open();
      return gateway;
    } catch (StartException | InterruptedException | RuntimeException failed) {
      gateway.close();
      throw failed;
    }
  }

  private void open() throws StartException, InterruptedException {
    PollingIds pollingIds = settings.pollingIds().issuer(topics.requests());
    Admin admin = Admin.create(clients.admin());
    try {
      StartChecks checks = new StartChecks(settings, topics);
      checks.awaitBroker(admin);
      RegistryAccess registry = checks.openRegistry();
      onStop("registry client", registry::close);
      checks.topics(admin);
      checks.standbys(admin);
      open(pollingIds, registry);
    } finally {
      // without waiting for requests to a broker that is away, which take a minute to fail
      admin.close(Duration.ZERO);
    }
  }

  private void open(PollingIds pollingIds, RegistryAccess registry)
      throws StartException, InterruptedException {
    RegistrySerdes wire = registry.wire();
    HashedApiKeys apiKeys = new HashedApiKeys();
    WebhookEndpoints endpoints = WebhookService.endpoints(settings);
    TenantTable tenants = followTenants(registry, apiKeys, endpoints);

    int recordBytes = (int) settings.topics().maxRecordSize().bytes();
    Providers providers = ProviderFactory.open(settings.providerSettings(), clock, recordBytes);
    onStop("providers", providers::close);
    String attempts = topics.attempts();
    AttemptsProducer sink =
        new AttemptsProducer(
            topics,
            AttemptsProducer.producer(largeRecords(clients.producer())),
            new AttemptsSerializer(attempts, wire.serializer(AttemptOutcome.class)),
            clock);
    onStop("outcomes", sink::close);
    GuardrailChecks checks = new GuardrailChecks(GuardrailKinds.installed(), UsageEstimate::of);
    onStop("guardrails", checks::close);
    Providers guarded = providers.around(provider -> new GuardedProvider(provider, checks));
    Credit credit =
        new Credit(
            settings.dispatch().maxInFlight(), settings.dispatch().maxBytesInFlight().bytes());
    CallDispatcher calls =
        new CallDispatcher(guarded, sink, credit, settings.dispatch().cooldown().toPolicy(), clock);
    onStop("calls", calls::close);

    RecentActivity activity = new RecentActivity(clock);
    RowWatchers watchers = new RowWatchers();
    RecentAdmissionResults verdicts =
        new RecentAdmissionResults(topics.requests(), ForkJoinPool.commonPool());
    PoisonPills poison = new PoisonPills();
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    TaskMetrics tasks = new TaskMetrics(metrics);
    TopicSerdes formats = TopicSerdes.of(wire, topics);
    Topology topology =
        SluiceTopology.build(
            new TopologyParts(
                TopologySettingsMapper.settings(settings, topics, tenants.partitions()),
                settings.routeTable(),
                pollingIds,
                calls,
                poison,
                tasks),
            formats,
            ViewListener.both(activity, ViewListener.both(verdicts, watchers)));
    WebhookService webhooks = null;
    if (settings.webhooks().isOn()) {
      webhooks =
          WebhookService.open(
              settings,
              topics,
              clients,
              new WebhookService.Input(formats.committed(), registry.lookAhead()),
              endpoints,
              closing(),
              clock);
      onStop("webhooks", webhooks::close);
    }
    KafkaStreams streams;
    try {
      streams =
          new KafkaStreams(
              topology,
              StreamsProperties.of(settings, topics, formats, poison),
              new AfterCommitClients(calls, topics, registry.lookAhead()));
    } catch (StreamsException failed) {
      throw StateDirectory.unusable(settings.stateDir(), failed);
    }
    health.watch(streams, apiKeys);
    new KafkaStreamsMetrics(streams).bindTo(metrics);
    CallMetrics.bind(metrics, calls);
    tasks.bind(topics, tenants.partitions());
    LimiterMetrics.bind(metrics, tenants.partitions(), new LimiterClocks(streams)::of, clock);
    metrics.gauge("sluice.schema.ids.in.doubt", registry.lookAhead(), SchemaLookAhead::inDoubt);
    TargetMetrics.bind(metrics, settings.routeTable(), calls.health(), providers, clock);
    if (webhooks != null) {
      webhooks.start(apiKeys, metrics);
    }
    onStop("streams", () -> stop(streams));

    ViewTopology.Topics viewTopics =
        new ViewTopology.Topics(topics.polling(), topics.results(), topics.errors());
    HttpService http =
        HttpService.of(
            settings,
            topics,
            new HttpService.Clients(clients, largeRecords(clients.producer()), wire),
            new HttpService.Access(
                apiKeys, pollingIds, new TenantModels(settings.routeTable(), tenants::policy)),
            new CommittedView(
                new ViewQueries(streams, viewTopics),
                verdicts,
                watchers,
                new StreamsReplicas(streams, viewTopics, settings.http().asOneOfMany())),
            new OperationsApi(health, apiKeys, activity::now, metrics),
            metrics,
            clock);
    parts.addLast(new Part("query service", http::close));
    // what ends within the drain still reaches those who wait for it
    onStop("those who wait", http::stopWaiting);
    onStop(
        "calls in flight",
        () -> {
          if (!calls.drain(settings.dispatch().drain())) {
            log.warn("calls that had not ended in time were abandoned; they will be restarted");
          }
        });
    try {
      streams.start();
    } catch (StreamsException failed) {
      throw StateDirectory.unusable(settings.stateDir(), failed);
    }
    http.start();
    onStop("requests over HTTP", http::stopping);
    onStop("readiness", health::stopping);
    port = http.port();
  }

  private TenantTable followTenants(
      RegistryAccess registry, HashedApiKeys apiKeys, WebhookEndpoints endpoints)
      throws StartException, InterruptedException {
    TenantTable tenants =
        new TenantTable(
            topics.tenants(),
            new KafkaConsumer<>(
                clients.committed(), new StringDeserializer(), new ByteArrayDeserializer()),
            registry.wire().deserializer(TenantPolicy.class),
            registry.lookAhead(),
            (tenant, policy) -> {
              apiKeys.put(tenant, policy.map(ApiKeyIds::of).orElse(Map.of()));
              endpoints.put(tenant, policy);
            });
    onStop("tenants", tenants::close);
    Duration timeout = settings.startTimeout();
    try {
      tenants.awaitEnd(timeout);
      Map<String, TenantPolicy> seed =
          TenantSeed.records(
              settings.policies(1), tenants::policy, tenants.firstVersion(), clock.instant());
      try (KafkaProducer<String, TenantPolicy> producer =
          new KafkaProducer<>(
              clients.producer(),
              new StringSerializer(),
              registry.wire().serializer(TenantPolicy.class))) {
        for (Map.Entry<String, TenantPolicy> policy : seed.entrySet()) {
          producer
              .send(tenants.record(policy.getKey(), policy.getValue()))
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
      tenants.awaitEnd(timeout);
      apiKeys.markReady();
      return tenants;
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Exception failed) {
      throw new StartException(
          ExitStatus.BROKER_AWAY,
          "the tenants topic can't be read or written: " + failed.getMessage(),
          failed);
    }
  }

  /** An answer may be as large as the topics take. */
  private Map<String, Object> largeRecords(Map<String, Object> producer) {
    RecordSettings.of(settings).forEach(producer::putIfAbsent);
    return producer;
  }

  private CloseOptions closing() {
    return CloseOptions.timeout(STREAMS_CLOSE)
        .withGroupMembershipOperation(
            settings.group().leaveOnStop()
                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
  }

  private void stop(KafkaStreams streams) {
    if (!streams.close(closing())) {
      log.warn("Kafka Streams did not stop within {}", STREAMS_CLOSE);
    }
    if (health.unusableState() != null && hasStaticMembers()) {
      // it would not recover by a restart: others can take its partitions over at once
      members.leave();
    }
  }

  private void onStop(String name, Stop stop) {
    parts.addFirst(new Part(name, stop));
  }

  /** The port of the query service. */
  public int port() {
    return port;
  }

  /**
   * Waits until every partition is being processed.
   *
   * @return false if that takes longer than {@code timeout}
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    Instant until = clock.instant().plus(timeout);
    while (!health.notReady().isEmpty()) {
      if (!health.isLive() || clock.instant().isAfter(until)) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return true;
  }

  /** What is still missing until it is ready, for display; empty if it is. */
  public List<String> notReady() {
    return health.notReady();
  }

  /** False when Kafka Streams has failed permanently. */
  public boolean isLive() {
    return health.isLive();
  }

  /** Waits until Kafka Streams has failed permanently, and returns the reason. */
  public StartException awaitFailure() throws InterruptedException {
    health.awaitFailure();
    String fault = health.unusableState();
    return fault == null
        ? new StartException(
            ExitStatus.STREAMS_FAILED, "Kafka Streams has failed permanently; see the log")
        : new StartException(
            ExitStatus.STATE_UNUSABLE, StateDirectory.explained(settings.stateDir(), fault));
  }

  /** Stops all parts, even if one of them fails to stop. Any thread; idempotent. */
  @Override
  public synchronized void close() {
    for (Part part = parts.pollFirst(); part != null; part = parts.pollFirst()) {
      try {
        part.stop().run();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } catch (Exception failed) {
        log.error("{} did not stop cleanly", part.name(), failed);
      }
    }
  }
}
