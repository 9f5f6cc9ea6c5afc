package dev.sluice.cli;

import dev.sluice.call.PollingIds;
import dev.sluice.config.Settings;
import dev.sluice.http.CommittedView;
import dev.sluice.http.HashedApiKeys;
import dev.sluice.http.ModelsApi;
import dev.sluice.http.OpenApiDocument;
import dev.sluice.http.OperationsApi;
import dev.sluice.http.Peers;
import dev.sluice.http.QueryService;
import dev.sluice.wire.TopicNames;
import dev.sluice.wire.WireFormat;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that answers over HTTP, with the clients that it needs. Used by one thread. */
final class HttpService implements AutoCloseable {
  private final @Nullable Peers peers;
  private final TopicIngress ingress;
  private final Polling polling;
  private final QueryService server;

  /**
   * @param producer the settings of a producer that takes large records
   */
  record Clients(KafkaClients kafka, Map<String, Object> producer, WireFormat wire) {}

  private HttpService(
      @Nullable Peers peers, TopicIngress ingress, Polling polling, QueryService server) {
    this.peers = peers;
    this.ingress = ingress;
    this.polling = polling;
    this.server = server;
  }

  /**
   * Does not listen yet.
   *
   * @param peers of which this process is one; null where it answers for its own partitions only
   * @throws StartException if TLS is not set up well
   */
  static HttpService of(
      Settings settings,
      TopicNames topics,
      Clients clients,
      HashedApiKeys keys,
      PollingIds ids,
      TenantModels models,
      CommittedView view,
      @Nullable Peers peers,
      OperationsApi operations,
      MeterRegistry metrics,
      InstantSource clock)
      throws StartException {
    HttpParts parts = new HttpParts(settings, keys, ids, view, peers, clock);
    TopicIngress ingress = TopicIngress.open(settings, topics, clients.producer(), clients.wire());
    Polling polling =
        new Polling(
            settings,
            topics,
            clients.kafka(),
            clients.wire(),
            keys,
            ids,
            view.rows(),
            view.watchers(),
            metrics,
            clock);
    QueryService server =
        new QueryService(
            HttpParts.server(settings),
            List.of(
                parts.hop(),
                parts.creation(ingress),
                polling.api(),
                new ModelsApi(keys, models),
                new OpenApiDocument(),
                operations));
    return new HttpService(peers, ingress, polling, server);
  }

  /**
   * @throws StartException if it can't listen
   */
  void start() throws StartException {
    try {
      server.start();
    } catch (IllegalStateException unavailable) {
      throw new StartException(
          ExitStatus.HTTP_UNAVAILABLE, String.valueOf(unavailable.getMessage()), unavailable);
    }
  }

  int port() {
    return server.port();
  }

  /** Answers all that wait. */
  void stopWaiting() {
    polling.stopWaiting();
  }

  @Override
  public void close() {
    polling.stopWaiting();
    server.close();
    ingress.close();
    polling.close();
    if (peers != null) {
      peers.close();
    }
  }
}
