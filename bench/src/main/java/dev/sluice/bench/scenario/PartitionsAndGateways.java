package dev.sluice.bench.scenario;

import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.load.Tenants;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import dev.sluice.capacity.Capacity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a request costs where the same load is spread, beside what docs/scaling.md says. */
public final class PartitionsAndGateways implements Scenario {
  private static final List<Integer> PARTITIONS = List.of(1, 4, 16);
  private static final List<String> GATEWAYS = List.of("gateway", "gateway-2");

  /** What {@code sluice run} has by default. */
  private static final int THREADS = 2;

  private static final int TENANTS = 64;
  private static final double MICROS = 1e6;

  /** So many gateways on so many partitions, and their rounds. */
  private record Cell(int partitions, int gateways, List<Round> rounds) {

    Row row() {
      double rate = Numbers.median(rounds.stream().map(Round::perSecond).toList());
      int threads = Math.min(partitions, gateways * THREADS);
      return Row.of("%d partitions, %d gateways".formatted(partitions, gateways))
          .with("requests/s", rate)
          .with("gateways' CPU µs/request", gatewayMicros())
          .with("by the model", Capacity.gatewayCpu(rate, partitions, threads) * MICROS)
          .with("broker CPU µs/request", Rows.cpuMicros("broker", rounds))
          .with("broker by the model", Capacity.brokerCpu(rate, partitions, threads) * MICROS)
          .with("compiling %", 100 * Rows.compiling(rounds))
          .with("others' cores", rounds.get(rounds.size() - 1).usage().othersCores());
    }

    private double gatewayMicros() {
      return GATEWAYS.stream().mapToDouble(name -> Rows.cpuMicros(name, rounds)).sum();
    }
  }

  @Override
  public String ids() {
    return "l";
  }

  @Override
  public String title() {
    return "Partitions and gateways";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (int partitions : PARTITIONS) {
      GatewayConfig config =
          GatewayConfig.roomy(Script.answering(Duration.ZERO, Bench.ANSWER))
              .withPartitions(partitions);
      // one that has no partition is never ready
      for (int gateways = 1; gateways <= Math.min(partitions, GATEWAYS.size()); gateways++) {
        // all before any load: Kafka Streams leaves tasks with much state where they are at first
        // (probing.rebalance.interval.ms, 10 minutes)
        try (Rig rig = bench.rig("l")) {
          for (String name : GATEWAYS.subList(0, gateways)) {
            rig.gateway(name, config);
          }
          cells.add(cell(bench, rig, partitions, gateways));
        }
      }
    }
    return List.of(outcome(cells));
  }

  private static Cell cell(Bench bench, Rig rig, int partitions, int gateways)
      throws InterruptedException {
    Cell cell = new Cell(partitions, gateways, new ArrayList<>());
    Scale scale = bench.scale();
    Tenants tenants = Tenants.spread(TENANTS, partitions);
    bench.tell("%d partitions, %d gateways".formatted(partitions, gateways));
    try (LoadClient client =
        Bench.client(
            rig,
            Subject.gateway(),
            Bench.requests(rig, tenants, Bench.PROMPT),
            LoadClient.BATCHING_MS)) {
      Bench.warmUp(bench, List.of(client));
      for (int round = 0; round < scale.rounds(); round++) {
        cell.rounds().add(client.saturate(scale.window(), Duration.ofSeconds(2), scale.span()));
      }
    }
    return cell;
  }

  private Outcome outcome(List<Cell> cells) {
    return new Outcome(
        "l",
        title(),
        "As a), on topics of 1, 4 and 16 partitions, by one gateway and by two that share this"
            + " machine's cores: what spreading costs, not what a second machine brings. *by the"
            + " model*: what docs/scaling.md says of that rate.",
        List.of(new Table("", cells.stream().map(Cell::row).toList())),
        List.of(),
        List.of(),
        cells.stream().flatMap(cell -> Rows.complaints(cell.rounds()).stream()).toList());
  }
}
