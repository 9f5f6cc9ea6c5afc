package dev.sluice.history;

import dev.sluice.admission.Policy;
import dev.sluice.client.ClientSession;
import dev.sluice.config.Settings;
import dev.sluice.replay.PartitionReplay;
import dev.sluice.replay.Report;
import dev.sluice.replay.Rules;
import dev.sluice.replay.Timeline;
import dev.sluice.topology.Estimates;
import dev.sluice.wire.TenantPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Replays all partitions, as many at once as there are processors. Each is read from its beginning,
 * since its state depends on all that was before.
 *
 * @param policies the newest, by tenant: for decisions older than the first policy that is recorded
 */
public record Replays(
    ClientSession session, Settings settings, Map<String, Policy> policies, int partitions) {

  /**
   * @param toMs requests from then on are not replayed
   */
  public Report run(Rules rules, long fromMs, long toMs)
      throws ExecutionException, InterruptedException {
    int threads = Math.min(partitions, Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Report>> running = new ArrayList<>();
      for (int partition = 0; partition < partitions; partition++) {
        int each = partition;
        running.add(pool.submit(() -> replay(each, rules, fromMs, toMs)));
      }
      Report all = new Report(fromMs);
      for (Future<Report> each : running) {
        all.add(each.get());
      }
      return all;
    } finally {
      pool.shutdownNow();
    }
  }

  private Report replay(int partition, Rules rules, long fromMs, long toMs) {
    Report report = new Report(fromMs);
    PartitionReplay replay = new PartitionReplay(rules, report);
    policies.forEach(
        (tenant, policy) -> {
          if (TenantPartition.of(tenant, partitions) == partition) {
            replay.policy(tenant, policy);
          }
        });
    Estimates estimates =
        new Estimates(
            settings.routeTable(),
            settings.priceTable(),
            settings.limits().defaultMaxOutputTokens());
    try (PartitionLog log = new PartitionLog(session, partition, estimates, toMs)) {
      new Timeline(log.arrivals(), log.events()).play(replay);
    }
    return report;
  }
}
