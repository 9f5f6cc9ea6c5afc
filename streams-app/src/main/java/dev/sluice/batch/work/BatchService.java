package dev.sluice.batch.work;

import dev.sluice.batch.store.BatchStore;
import dev.sluice.call.PollingIds;
import dev.sluice.http.Commands;
import dev.sluice.http.RequestPublisher;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TopicNames;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.IntPredicate;

/** Works on batches from its start on. Opened and closed by one thread. */
public final class BatchService implements AutoCloseable {
  private final BatchWorkers workers;

  private BatchService(BatchWorkers workers) {
    this.workers = workers;
  }

  /** What it publishes to, by whom. */
  public record Ways(RequestPublisher publisher, Commands commands, PollingIds ids) {}

  /**
   * What it reads events by.
   *
   * @param partitions that each topic has
   * @param consumer settings of consumers
   * @param isHere whether this process works on a partition
   */
  public record Reading(
      TopicNames names,
      int partitions,
      Map<String, Object> consumer,
      RegistrySerdes wire,
      IntPredicate isHere) {}

  public static BatchService start(
      BatchStore store, Ways ways, Reading reading, BatchTerms terms, InstantSource clock) {
    BatchWorkers workers =
        new BatchWorkers(
            new BatchParts(
                store,
                ways.publisher(),
                ways.commands(),
                ways.ids(),
                TopicEvents.source(
                    reading.names(), reading.partitions(), reading.consumer(), reading.wire()),
                terms,
                clock),
            tenant -> reading.isHere().test(TenantPartition.of(tenant, reading.partitions())));
    workers.start();
    return new BatchService(workers);
  }

  /** For operators; any thread. */
  public BatchesLeft left() {
    return workers.left();
  }

  @Override
  public void close() {
    workers.close();
  }
}
