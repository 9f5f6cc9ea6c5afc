package dev.sluice.bench.scenario;

import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long a process that was killed takes to be ready again when it remembers much. */
public final class RestartWithState implements Scenario {
  /** Times the backlog of other scenarios. */
  private static final int TIMES = 3;

  private static final int KILLS = 3;

  /** Short texts, since rows are what counts and the disk is the machine's. */
  private static final int TEXT = 40;

  @Override
  public String ids() {
    return "m";
  }

  @Override
  public String title() {
    return "Restart with much state";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    int count = TIMES * bench.scale().backlog();
    GatewayConfig config = GatewayConfig.roomy(Script.answering(Duration.ZERO, TEXT));
    List<Double> used = new ArrayList<>();
    double empty;
    try (Rig rig = bench.rig("m")) {
      // a first start makes its topics
      start(rig, config);
      rig.kill("gateway");
      empty = start(rig, config);
      try (LoadClient client =
          Bench.client(
              rig,
              Subject.gateway(),
              Bench.requests(rig, Bench.tenants(), TEXT),
              LoadClient.BATCHING_MS)) {
        bench.tell("%,d requests".formatted(count));
        client.send(count, bench.scale().window());
      }
      for (int kill = 0; kill < KILLS; kill++) {
        bench.tell("kill %d".formatted(kill + 1));
        rig.kill("gateway");
        used.add(start(rig, config));
      }
    }
    return List.of(outcome(count, empty, used));
  }

  private static double start(Rig rig, GatewayConfig config) throws Exception {
    long begun = System.nanoTime();
    rig.gateway(config);
    return (System.nanoTime() - begun) / 1e9;
  }

  private Outcome outcome(int count, double empty, List<Double> used) {
    return new Outcome(
        "m",
        title(),
        ("The process is killed with SIGKILL after %,d requests of short texts have been answered,"
                + " all of which it remembers and lets clients poll, and is started again at once on"
                + " the state that it left: the median of %d kills.")
            .formatted(count, used.size()),
        List.of(
            new Table(
                "Seconds to ready",
                List.of(
                    Row.of("gateway")
                        .with("without state", empty)
                        .with("with state", Numbers.median(used))
                        .with("fastest", Collections.min(used))
                        .with("slowest", Collections.max(used))))),
        List.of(),
        List.of(),
        List.of());
  }
}
