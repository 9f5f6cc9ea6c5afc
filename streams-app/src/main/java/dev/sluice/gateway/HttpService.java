package dev.sluice.gateway;

import dev.sluice.config.Settings;
import dev.sluice.delta.DeltaTail;
import dev.sluice.delta.PartialAnswers;
import dev.sluice.gateway.overview.CallTopics;
import dev.sluice.http.CommittedView;
import dev.sluice.http.Endpoints;
import dev.sluice.http.LiveAnswers;
import dev.sluice.http.ModelsApi;
import dev.sluice.http.OpenApiDocument;
import dev.sluice.http.OperationsApi;
import dev.sluice.http.OperatorsKey;
import dev.sluice.http.OverviewApi;
import dev.sluice.http.PageFiles;
import dev.sluice.http.PeerClient;
import dev.sluice.http.QueryService;
import dev.sluice.http.ServerSettings;
import dev.sluice.http.StreamBuffers;
import dev.sluice.http.Topics;
import dev.sluice.http.async.SharedWakeUp;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that answers over HTTP, with the clients that it needs. Used by one thread. */
final class HttpService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpService.class);

  /** What an outcome needs to become the answer of those who wait for it. */
  private static final Duration SETTLE = Duration.ofSeconds(1);

  private final WaiterRegistry waiting;
  private final Deque<AutoCloseable> clients = new ArrayDeque<>();
  private @Nullable QueryService server;
  private Runnable startBatches = () -> {};
  private Runnable stopBatches = () -> {};

  private HttpService(WaiterRegistry waiting) {
    this.waiting = waiting;
  }

  /**
   * All that it serves.
   *
   * @param partial the answers that this process is having written
   * @param overview what operators see of this process
   */
  record Parts(
      QueryClients clients,
      HttpAccess access,
      CommittedView view,
      PartialAnswers partial,
      OverviewWiring overview,
      OperationsApi operations) {}

  /**
   * Does not listen yet.
   *
   * @throws StartException if TLS is set up incorrectly; nothing is left open then
   */
  static HttpService of(
      Settings settings, TopicNames topics, Parts parts, MeterRegistry metrics, InstantSource clock)
      throws StartException {
    ServerSettings listener = HttpComponents.server(settings);
    HttpService service =
        new HttpService(
            new WaiterRegistry(parts.view().watchers(), settings.http().maxWaiting(), metrics));
    try {
      List<Endpoints> endpoints = service.open(settings, topics, parts, metrics, clock);
      endpoints.add(parts.operations());
      service.server = new QueryService(listener, endpoints);
      return service;
    } catch (StartException | RuntimeException failed) {
      service.close();
      throw failed;
    }
  }

  private List<Endpoints> open(
      Settings settings, TopicNames topics, Parts with, MeterRegistry metrics, InstantSource clock)
      throws StartException {
    HttpAccess access = with.access();
    PeerClient peers = HttpComponents.peers(settings.http());
    if (peers != null) {
      clients.push(peers);
    }
    DeltaTail deltas =
        DeltaReading.open(settings, topics, with.clients().kafka(), with.clients().wire());
    clients.push(deltas);
    StreamBuffers buffers = HttpComponents.buffers(settings.http(), metrics);
    LiveAnswers live =
        new LiveAnswers(
            deltas,
            with.partial(),
            buffers,
            ended -> clock.instant().isBefore(ended.plus(settings.stream().retention())),
            new SharedWakeUp());
    HttpComponents parts =
        new HttpComponents(settings, access, with.view(), waiting, peers, live, clock);
    TopicIngress publisher =
        TopicIngress.open(settings, topics, with.clients().producer(), with.clients().wire());
    clients.push(publisher);
    PollingWiring polling =
        new PollingWiring(
            topics,
            with.clients().kafka(),
            with.clients().wire(),
            access.keys(),
            parts::polls,
            clock);
    clients.push(polling);
    Topics written = polling.topics(publisher);
    BatchWiring batches = new BatchWiring(settings, topics, with.clients(), access, metrics, clock);
    clients.push(batches);
    startBatches = () -> batches.start(written, with.view());
    stopBatches = batches::stop;
    List<Endpoints> endpoints =
        new ArrayList<>(
            List.of(
                parts.creation(written, polling.polls()),
                polling.api(),
                new ModelsApi(access.keys(), access.models()),
                new OpenApiDocument()));
    endpoints.addAll(batches.endpoints());
    CallTopics stories = OverviewWiring.stories(settings, topics, with.clients(), clock);
    clients.push(stories);
    OperatorsKey operators = HttpComponents.operators(settings.http());
    endpoints.add(new PageFiles(operators));
    endpoints.add(
        new OverviewApi(
            operators, with.overview().overview(peers, clock), stories, waiting, buffers));
    return endpoints;
  }

  /**
   * @throws StartException if it can't listen
   */
  void start() throws StartException {
    try {
      Objects.requireNonNull(server).start();
      startBatches.run();
    } catch (IllegalStateException unavailable) {
      throw new StartException(
          ExitStatus.HTTP_UNAVAILABLE, String.valueOf(unavailable.getMessage()), unavailable);
    }
  }

  int port() {
    return Objects.requireNonNull(server).port();
  }

  /** Publishes nothing any more; those who wait go on waiting. */
  void stopping() {
    waiting.stopping();
    stopBatches.run();
  }

  /** Answers all waiting requests, and lets none wait any more. */
  void stopWaiting() throws InterruptedException {
    waiting.settle(SETTLE);
    waiting.close();
  }

  @Override
  public void close() {
    waiting.close();
    if (server != null) {
      server.close();
    }
    for (AutoCloseable client : clients) {
      try {
        client.close();
      } catch (Exception failed) {
        log.warn("a client of the query service did not stop cleanly", failed);
      }
    }
  }
}
