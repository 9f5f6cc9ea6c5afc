package dev.sluice.bench.scenario;

import dev.sluice.bench.load.Latencies;
import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.report.Aim;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Plot;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.Build;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the gateway adds to a provider's time, and how soon a request has its polling ID. */
public final class Latency implements Scenario {
  /** A percentile of a thousand needs more requests than a round of throughput. */
  private static final int SPANS = 2;

  private static final double P50_AIM = 2;
  private static final double P99_AIM = 3;

  @Override
  public String ids() {
    return "bc";
  }

  @Override
  public String title() {
    return "Added latency, and time to a polling ID";
  }

  @Override
  public boolean takesTurns() {
    return true;
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    Scale scale = bench.scale();
    try (Rig rig = bench.rig("bc")) {
      for (Build build : bench.builds()) {
        rig.gateway(build, GatewayConfig.roomy(Script.answering(Duration.ZERO, Bench.ANSWER)));
      }
      rig.identity();
      Requests requests = Bench.requests(rig);
      List<Round> identity = new ArrayList<>();
      List<List<Round>> builds = new ArrayList<>();
      try (LoadClient baseline = Bench.client(rig, Subject.identity(Rig.IDENTITY_IN), requests, 0);
          LoadClients candidates =
              LoadClients.of(
                  bench.builds(),
                  build -> Bench.client(rig, Subject.gatewayWithPolling(build), requests, 0))) {
        Bench.warmUp(bench, candidates.with(baseline));
        Duration settle = Duration.ofSeconds(2);
        Duration span = scale.span().multipliedBy(SPANS);
        for (int round = 0; round < scale.rounds(); round++) {
          bench.tell("round %d of %d".formatted(round + 1, scale.rounds()));
          identity.add(baseline.steady(scale.perSecond(), settle, span));
          candidates.round(builds, client -> client.steady(scale.perSecond(), settle, span));
        }
      }
      return List.of(added(scale, identity, builds), accepted(identity, builds));
    }
  }

  private Outcome added(Scale scale, List<Round> identity, List<List<Round>> builds) {
    List<Round> gateway = builds.get(0);
    List<List<Round>> all = Stream.concat(Stream.of(identity), builds.stream()).toList();
    Latencies base = together(identity, Round::latency);
    Latencies own = together(gateway, Round::latency);
    return new Outcome(
        "b",
        "Added latency",
        "Open loop at "
            + scale.perSecond()
            + " requests a second of about 1 KB, from when each was due to when a `read_committed`"
            + " consumer has its result. The provider answers at once, so nothing is taken off: the"
            + " HTTP exchange counts as the gateway's. *identity* as in a). The rounds took turns.",
        List.of(
            new Table(
                "",
                all.stream()
                    .map(rounds -> Rows.latency(name(rounds), together(rounds, Round::latency)))
                    .toList()),
            new Table(
                "Cores that were busy",
                all.stream()
                    .map(rounds -> Rows.cores(name(rounds), last(rounds).usage()))
                    .toList())),
        List.of(
            Aim.atMost(
                "p50 over identity's, the median of rounds",
                Rows.ratio(gateway, identity, round -> round.latency().ms(50)),
                P50_AIM),
            Aim.atMost(
                "p99 over identity's, the median of rounds",
                Rows.ratio(gateway, identity, round -> round.latency().ms(99)),
                P99_AIM)),
        List.of(
            plot(
                "latency",
                "Publish to committed result at %.0f/s".formatted(scale.perSecond()),
                List.of(Rows.percentiles("identity", base), Rows.percentiles("gateway", own)))),
        Rows.ratios(
            builds,
            Map.of(
                "p50 ms",
                round -> round.latency().ms(50),
                "p99 ms",
                round -> round.latency().ms(99),
                "own CPU us for each",
                round -> Rows.cpuMicros(round.subject().name(), List.of(round)))),
        all.stream().flatMap(rounds -> Rows.complaints(rounds).stream()).toList());
  }

  private static Outcome accepted(List<Round> identity, List<List<Round>> builds) {
    Latencies base = together(identity, Round::latency);
    Latencies own = together(builds.get(0), Round::accept);
    return new Outcome(
        "c",
        "Time to a polling ID",
        "The rounds of b): from when each request was due to when a `read_committed` consumer has"
            + " its polling event.",
        List.of(
            new Table(
                "",
                Stream.concat(
                        Stream.of(Rows.latency("identity, whole", base)),
                        builds.stream()
                            .map(
                                rounds ->
                                    Rows.latency(
                                        name(rounds) + ", accepted",
                                        together(rounds, Round::accept))))
                    .toList())),
        List.of(),
        List.of(
            plot(
                "accept-latency",
                "Publish to committed polling event",
                List.of(
                    Rows.percentiles("identity, whole", base),
                    Rows.percentiles("gateway, accepted", own)))),
        Rows.ratios(
            builds,
            Map.of(
                "p50 ms", round -> round.accept().ms(50),
                "p99 ms", round -> round.accept().ms(99))),
        List.of());
  }

  private static Plot plot(String name, String title, List<Plot.Line> lines) {
    return new Plot(name, title, "nines: 1 is 90 %, 2 is 99 %, 3 is 99.9 %", "ms", true, lines);
  }

  private static Latencies together(List<Round> rounds, Function<Round, Latencies> which) {
    return Latencies.together(rounds.stream().map(which).toList());
  }

  private static String name(List<Round> rounds) {
    return rounds.get(0).subject().name();
  }

  private static Round last(List<Round> rounds) {
    return rounds.get(rounds.size() - 1);
  }
}
