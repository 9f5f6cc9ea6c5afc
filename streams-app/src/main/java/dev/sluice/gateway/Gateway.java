package dev.sluice.gateway;

import dev.sluice.access.KafkaFaults;
import dev.sluice.access.Role;
import dev.sluice.call.PollingIds;
import dev.sluice.config.GroupProtocol;
import dev.sluice.config.Settings;
import dev.sluice.delivery.WebhookEndpoints;
import dev.sluice.dispatch.AfterCommitClients;
import dev.sluice.dispatch.CallDispatcher;
import dev.sluice.dispatch.CommitWatch;
import dev.sluice.gateway.metrics.Meters;
import dev.sluice.http.HashedApiKeys;
import dev.sluice.http.OperationsApi;
import dev.sluice.topology.CallTracer;
import dev.sluice.topology.PoisonPills;
import dev.sluice.topology.SluiceTopology;
import dev.sluice.topology.TopicSerdes;
import dev.sluice.topology.TopologyParts;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running gateway: starts its parts in an order and stops them in another. Started and closed
 * by one thread.
 *
 * <p>Start: registry and topics; tenants, providers, calls and the position of webhooks; streams
 * and the query service; when streams run, those of webhooks. What one semicolon doesn't part
 * starts side by side. Stop: not ready, no more requests over HTTP, drain the calls, answer those
 * who wait, streams, calls, outcomes, providers, tenants, query service.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final Settings settings;
  private final TopicNames topics;
  private final KafkaClients clients;
  private final InstantSource clock = InstantSource.system();
  private final Lifecycle lifecycle = new Lifecycle();
  private final HashedApiKeys apiKeys = new HashedApiKeys();
  private final StaticMembers members;
  private final StreamsHealth health;
  private final CommitHealth readiness;
  private int port;

  private Gateway(Settings settings) {
    this.settings = settings;
    this.topics = new TopicNames(settings.topics().prefix());
    this.clients = new KafkaClients(settings.kafka().properties());
    this.members =
        new StaticMembers(clients.admin(), settings.applicationId(), settings.instance());
    this.health =
        new StreamsHealth(
            "the gateway",
            new ThreadDeaths(KafkaFaults.of(settings, Role.GATEWAY)),
            hasStaticMembers() ? members::leave : thread -> {},
            clock);
    this.readiness =
        new CommitHealth(
            health,
            new CommitWatch(System::nanoTime),
            new CommitWatch(System::nanoTime),
            settings.http().unreadyAfter());
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
    StartSteps steps = new StartSteps();
    try {
      if (settings.upgradeFrom() != null) {
        log.warn(
            "rows are written as release {} reads them; take upgrade_from out and restart when no"
                + " process of that release is left",
            settings.upgradeFrom());
      }
      gateway.open(steps);
      return gateway;
    } catch (StartException | InterruptedException failed) {
      steps.close();
      gateway.close();
      throw failed;
    } catch (RuntimeException failed) {
      steps.close();
      gateway.close();
      throw Refusals.find(KafkaFaults.of(settings, Role.GATEWAY), failed).orElseThrow(() -> failed);
    }
  }

  private void open(StartSteps steps) throws StartException, InterruptedException {
    StartChecks checks = new StartChecks(settings, topics);
    StartSteps.Step<RegistryAccess> registryClient =
        steps.begin("registry", () -> RegistryAccess.open(settings, topics));
    lifecycle.onStop("registry client", registryClient.stopping(RegistryAccess::close));
    StartSteps.Step<Boolean> registering =
        steps.begin(
            "schemas",
            () -> {
              checks.register(registryClient.await());
              return true;
            });
    StartChecks.latestVersions(steps, registryClient, registering);
    RegistryAccess registry = checkCluster(checks, steps, registryClient);

    WebhookEndpoints endpoints = WebhookService.endpoints(settings);
    StartSteps.Step<CallParts> callParts =
        steps.begin(
            "calls",
            () -> CallParts.open(settings, topics, clients, registry.wire(), clock, lifecycle));
    Meters meters = Meters.of(settings.metrics().enabled());
    MeterRegistry metrics = meters.registry();
    WebhookLauncher launcher = new WebhookLauncher(settings, topics, clients, health, clock);
    StartSteps.Step<Boolean> webhookPosition = steps.begin("webhook-position", launcher::establish);
    StartSteps.Step<Optional<WebhookService>> webhooks =
        steps.begin(
            "webhooks",
            () ->
                webhookPosition.await()
                    ? launcher.start(registry, endpoints, apiKeys, metrics)
                    : Optional.empty());
    lifecycle.onStop("webhooks", webhooks.stopping(WebhookService::close));
    TenantStart start = new TenantStart(settings, topics, clients, registry);
    TenantTable tenants = followTenants(start, endpoints);
    StartSteps.Step<Boolean> seeding =
        steps.begin("tenants", () -> seed(start, tenants, registering));

    CallParts calls = callParts.await();
    ViewParts view = ViewParts.of(topics, clock);
    PollingIds pollingIds = settings.pollingIds().issuer(topics.requests());
    TaskReports reports = TaskReports.of(settings, topics, metrics, clock);
    PoisonPills poison = new PoisonPills();
    CallTracer tracer = TracingStart.open(settings, topics, clock, lifecycle);
    KafkaStreams streams =
        createStreams(
            registry,
            new TopologyParts(
                TopologySettingsMapper.settings(settings, topics, tenants.partitions()),
                settings.routeTable(),
                pollingIds,
                calls.dispatcher(),
                calls.dispatcher().transaction(),
                poison,
                reports.listener(),
                view.listener(),
                tracer),
            calls.dispatcher());
    reports.bind(metrics, streams, topics, tenants.partitions(), clock);
    health.watch(streams, apiKeys);
    lifecycle.onStop("streams", () -> stop(streams));
    var unused = registering.await();
    if (calls.takeOver(settings, tenants.partitions(), lifecycle)) {
      StateDirectory.forgetIfSmall(settings, streams);
    }
    StartSteps.Step<HttpService> service =
        steps.begin(
            "http",
            () ->
                HttpService.of(
                    settings,
                    topics,
                    new HttpService.Parts(
                        new QueryClients(
                            clients,
                            RecordSettings.addedTo(clients.producer(), settings),
                            registry.wire(),
                            tenants.partitions()),
                        new HttpAccess(
                            apiKeys,
                            pollingIds,
                            new TenantModels(settings.routeTable(), tenants::policy)),
                        view.committed(streams, topics, settings.http().asOneOfMany()),
                        calls.deltas(),
                        OverviewWiring.of(
                            settings,
                            topics,
                            streams,
                            OverviewWiring.parts(
                                settings, reports, view, calls, streams, tenants::policy),
                            clock),
                        new OperationsApi(readiness, apiKeys, metrics, meters.page())),
                    metrics,
                    clock));
    lifecycle.onStopLast("query service", service.stopping(HttpService::close));
    new ProcessMetrics(settings, clock)
        .bind(metrics, streams, registry.lookAhead(), calls, tenants.partitions());
    // nothing may be decided before webhooks have a position, and not without the tenants
    unused = webhookPosition.await();
    unused = seeding.await();
    startStreams(streams);
    WriteProbe probe =
        WriteProbe.open(
            topics,
            clients,
            registry.wire(),
            calls.dispatcher().ownerId(),
            tenants.partitions(),
            readiness.writes());
    lifecycle.onStop("probe", probe::close);
    StuckThreads stuck = StuckThreads.of(StreamsProperties.of(settings, poison));
    probe.every(
        settings.http().unreadyAfter().dividedBy(2),
        () -> {
          if (readiness.brokersAnswer()) {
            health.failIfStuck(stuck);
          }
        });

    HttpService http = service.await();
    // what ends within the drain still reaches those who wait for it
    lifecycle.onStop("waiting clients", http::stopWaiting);
    lifecycle.onStop("calls in flight", () -> drain(calls.dispatcher()));
    http.start();
    lifecycle.onStop("requests over HTTP", http::stopping);
    lifecycle.onStop("readiness", health::stopping);
    port = http.port();
    lifecycle.started();
  }

  private RegistryAccess checkCluster(
      StartChecks checks, StartSteps steps, StartSteps.Step<RegistryAccess> registryClient)
      throws StartException, InterruptedException {
    Admin admin = checks.connect();
    try {
      StartSteps.Step<Boolean> checking =
          steps.begin(
              "topics",
              () -> {
                checks.rights(admin);
                checks.topics(admin);
                checks.standbys(admin);
                return true;
              });
      RegistryAccess registry = registryClient.await();
      var unused = checking.await();
      return registry;
    } finally {
      // without waiting for requests to a broker that is away, which take a minute to fail
      admin.close(Duration.ZERO);
    }
  }

  private TenantTable followTenants(TenantStart start, WebhookEndpoints endpoints) {
    TenantTable tenants =
        start.open(
            (tenant, policy) -> {
              apiKeys.put(tenant, policy.map(ApiKeyIds::of).orElse(Map.of()));
              endpoints.put(tenant, policy);
            });
    lifecycle.onStop("tenants", tenants::close);
    return tenants;
  }

  private boolean seed(TenantStart start, TenantTable tenants, StartSteps.Step<Boolean> registering)
      throws StartException, InterruptedException {
    start.seed(tenants, clock.instant(), registering::await);
    apiKeys.markReady();
    return true;
  }

  private KafkaStreams createStreams(
      RegistryAccess registry, TopologyParts parts, CallDispatcher dispatcher)
      throws StartException {
    TopicSerdes serdes = TopicSerdes.of(registry.wire(), topics);
    try {
      return new KafkaStreams(
          SluiceTopology.build(parts, serdes),
          StreamsProperties.of(settings, parts.poison()),
          new AfterCommitClients(
              dispatcher, topics, registry.lookAhead(), readiness.transactions()));
    } catch (StreamsException failed) {
      throw StateDirectory.unusable(settings.stateDir(), failed);
    }
  }

  private void startStreams(KafkaStreams streams) throws StartException {
    try {
      streams.start();
    } catch (StreamsException failed) {
      throw StateDirectory.unusable(settings.stateDir(), failed);
    }
  }

  private void drain(CallDispatcher calls) throws InterruptedException {
    if (!calls.drain(settings.dispatch().drain())) {
      log.warn("calls that had not ended in time were abandoned; they will be restarted");
    }
  }

  private void stop(KafkaStreams streams) {
    if (!streams.close(StreamsProperties.closing(settings))) {
      log.warn("Kafka Streams did not stop within {}", StreamsProperties.CLOSE_TIMEOUT);
    }
    if (health.unusableState() != null && hasStaticMembers()) {
      // it would not recover by a restart: others can take its partitions over at once
      members.leave();
    }
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
    while (!readiness.notReady().isEmpty()) {
      if (!health.isLive() || clock.instant().isAfter(until)) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return true;
  }

  /** What is still missing until it is ready, for display; empty if it is. */
  public List<String> notReady() {
    return readiness.notReady();
  }

  /** False when Kafka Streams has failed permanently. */
  public boolean isLive() {
    return health.isLive();
  }

  /** Waits until Kafka Streams has failed permanently, and returns the reason. */
  public StartException awaitFailure() throws InterruptedException {
    health.awaitFailure();
    StartException refused = health.refused();
    if (refused != null) {
      return refused;
    }
    String fault = health.unusableState();
    return fault == null
        ? new StartException(
            ExitStatus.STREAMS_FAILED, "Kafka Streams has failed permanently; see the log")
        : new StartException(
            ExitStatus.STATE_UNUSABLE, StateDirectory.explained(settings.stateDir(), fault));
  }

  /** Stops all parts, even if one of them fails to stop. Any thread; idempotent. */
  @Override
  public void close() {
    lifecycle.stop();
  }
}
