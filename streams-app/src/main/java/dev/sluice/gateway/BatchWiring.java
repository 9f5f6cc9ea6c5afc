package dev.sluice.gateway;

import dev.sluice.batch.BatchLimits;
import dev.sluice.batch.store.TopicStore;
import dev.sluice.batch.work.BatchService;
import dev.sluice.batch.work.BatchTerms;
import dev.sluice.config.BatchSettings;
import dev.sluice.config.Settings;
import dev.sluice.http.BatchesApi;
import dev.sluice.http.CommittedView;
import dev.sluice.http.Endpoints;
import dev.sluice.http.FilesApi;
import dev.sluice.http.Topics;
import dev.sluice.wire.RequestLimits;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files and batches, with their own Kafka clients. Used by one thread. */
final class BatchWiring implements AutoCloseable {
  private final Settings settings;
  private final TopicNames names;
  private final QueryClients clients;
  private final HttpAccess access;
  private final InstantSource clock;
  private final MeterRegistry metrics;
  private final TopicStore store;
  private @Nullable BatchService service;

  BatchWiring(
      Settings settings,
      TopicNames names,
      QueryClients clients,
      HttpAccess access,
      MeterRegistry metrics,
      InstantSource clock) {
    this.settings = settings;
    this.names = names;
    this.clients = clients;
    this.access = access;
    this.clock = clock;
    this.metrics = metrics;
    this.store =
        TopicStore.open(
            names,
            clients.partitions(),
            new TopicStore.Clients(
                clients.producer(), clients.kafka().consumer(), clients.kafka().admin()));
  }

  List<Endpoints> endpoints() {
    BatchSettings batches = settings.batches();
    return List.of(
        new FilesApi(access.keys(), store, batches.maxFileSize().bytes(), clock),
        new BatchesApi(
            access.keys(), store, batches.window(settings.requests().maxDeadline()), clock));
  }

  /** From now on batches are worked on. */
  void start(Topics topics, CommittedView view) {
    BatchSettings batches = settings.batches();
    RequestLimits limits =
        new RequestLimits(
            settings.requests().maxMessages(), (int) settings.requests().maxSize().bytes());
    BatchService started =
        BatchService.start(
            store,
            new BatchService.Ways(topics.publisher(), topics.commands(), access.ids()),
            new BatchService.Reading(
                names,
                clients.partitions(),
                clients.kafka().consumer(),
                clients.wire(),
                view.replicas()::isHere),
            new BatchTerms(
                new BatchLimits(batches.maxLines(), limits),
                batches.inFlight(),
                batches.maxRunning(),
                batches.retention()),
            clock);
    service = started;
    bind(started);
  }

  private void bind(BatchService batches) {
    metrics.gauge("sluice.batches.unfinished", batches, all -> all.left().batches());
    metrics.gauge("sluice.batches.running", batches, all -> all.left().running());
    metrics.gauge("sluice.batches.lines.unanswered", batches, all -> all.left().lines());
  }

  /** From now on none is worked on. */
  void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Override
  public void close() {
    stop();
    store.close();
  }
}
