package dev.sluice.bench.scenario;

import dev.sluice.bench.load.Counts;
import dev.sluice.bench.load.Flow;
import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Plot;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.Child;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** How long results stay away when the process is killed at full load and started again at once. */
public final class Recovery implements Scenario {
  private static final int ROUNDS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PLOTTED = Duration.ofSeconds(30);
  private static final Duration BEFORE = Duration.ofSeconds(5);

  /** What was committed before the kill has been read by then; no new JVM is as quick. */
  private static final Duration LEFT_OVER = Duration.ofMillis(250);

  private static final Duration PROVIDER = Duration.ofMillis(100);

  private interface Start {
    Child again() throws Exception;
  }

  /** Times in seconds after the kill. */
  private record Kill(
      double ready, double first, double allEarlier, long underWay, Counts counts) {}

  @Override
  public String ids() {
    return "i";
  }

  @Override
  public String title() {
    return "Recovery from kill -9";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    GatewayConfig config = GatewayConfig.roomy(Script.answering(PROVIDER, Bench.ANSWER));
    List<Kill> identities = new ArrayList<>();
    List<Kill> gateways = new ArrayList<>();
    try (Rig rig = bench.rig("i")) {
      rig.gateway(config);
      rig.identity();
      Requests requests = Bench.requests(rig);
      try (LoadClient baseline =
              Bench.client(
                  rig, Subject.identity(Rig.IDENTITY_IN), requests, LoadClient.BATCHING_MS);
          LoadClient candidate =
              Bench.client(rig, Subject.gateway(), requests, LoadClient.BATCHING_MS)) {
        Bench.warmUp(bench, List.of(baseline, candidate));
        for (int round = 0; round < Math.min(ROUNDS, bench.scale().rounds()); round++) {
          bench.tell("kill %d".formatted(round + 1));
          identities.add(kill(bench, baseline, rig, "identity", rig::identity));
          gateways.add(kill(bench, candidate, rig, "gateway", () -> rig.gateway(config)));
        }
      }
    }
    return List.of(outcome(bench, identities, gateways));
  }

  private static Kill kill(Bench bench, LoadClient client, Rig rig, String name, Start start)
      throws Exception {
    Flow flow = client.closedLoop(bench.scale().window());
    flow.count(PLOTTED);
    TimeUnit.NANOSECONDS.sleep(BEFORE.toNanos());
    rig.kill(name);
    long killed = System.nanoTime();
    flow.watch(killed + LEFT_OVER.toNanos());
    Counts atKill = flow.counts();
    start.again();
    double ready = seconds(OptionalLong.of(System.nanoTime()), killed);
    double first = seconds(flow.awaitFirstWatched(PATIENCE), killed);
    TimeUnit.NANOSECONDS.sleep(
        Math.max(0, killed + PLOTTED.minus(BEFORE).toNanos() - System.nanoTime()));
    flow.stop(PATIENCE);
    return new Kill(
        ready, first, seconds(flow.lastEarlierWatched(), killed), atKill.missing(), flow.counts());
  }

  private static double seconds(OptionalLong nanos, long since) {
    return nanos.isPresent() ? (nanos.getAsLong() - since) / 1e9 : Double.NaN;
  }

  private Outcome outcome(Bench bench, List<Kill> identities, List<Kill> gateways) {
    return new Outcome(
        "i",
        title(),
        ("With %d requests under way and a provider that takes %d ms, the process is killed"
                + " with SIGKILL and started again at once, as a supervisor would, on the state that"
                + " it left.")
            .formatted(bench.scale().window(), PROVIDER.toMillis()),
        List.of(
            new Table(
                "Seconds after the kill, the median of %d kills".formatted(gateways.size()),
                List.of(row("identity", identities), row("gateway", gateways)))),
        List.of(),
        List.of(
            new Plot(
                "recovery",
                "Results a second around the first kill, after %d s".formatted(BEFORE.toSeconds()),
                "second",
                "results/s",
                false,
                List.of(line("identity", identities), line("gateway", gateways)))),
        List.of(
            "*all of those under way*: when the last of the requests that had been published before"
                + " the kill had its result. Calls that were at the provider are made once more."));
  }

  private static Row row(String subject, List<Kill> kills) {
    return Row.of(subject)
        .with("ready again", median(kills, Kill::ready))
        .with("first result", median(kills, Kill::first))
        .with("all of those under way", median(kills, Kill::allEarlier))
        .with("requests under way", median(kills, Kill::underWay))
        .with("lost", sum(kills, kill -> kill.counts().missing()))
        .with("failed", sum(kills, kill -> kill.counts().failed()))
        .with("twice", sum(kills, kill -> kill.counts().duplicates()));
  }

  private static double median(List<Kill> kills, ToDoubleFunction<Kill> figure) {
    return Numbers.median(kills.stream().mapToDouble(figure).boxed().toList());
  }

  private static double sum(List<Kill> kills, ToDoubleFunction<Kill> figure) {
    return kills.stream().mapToDouble(figure).sum();
  }

  private static Plot.Line line(String name, List<Kill> kills) {
    List<Long> counts = kills.get(0).counts().perSecond();
    return new Plot.Line(
        name,
        IntStream.rangeClosed(1, counts.size()).mapToObj(second -> (double) second).toList(),
        counts.stream().map(count -> (double) count).toList());
  }
}
