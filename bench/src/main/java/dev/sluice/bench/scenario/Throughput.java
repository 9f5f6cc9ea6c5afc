package dev.sluice.bench.scenario;

import dev.sluice.bench.load.DirectCalls;
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
import java.util.stream.Stream;

/** How many requests a second end, when there is always work. */
public final class Throughput implements Scenario {
  private static final int WIDTH = 64;
  private static final double THIRD = 1.0 / 3;

  @Override
  public String ids() {
    return "a";
  }

  @Override
  public String title() {
    return "Requests a second";
  }

  @Override
  public boolean takesTurns() {
    return true;
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    Scale scale = bench.scale();
    Script script = Script.answering(Duration.ZERO, Bench.ANSWER);
    Outcome outcome;
    try (Rig rig = bench.rig("a")) {
      for (Build build : bench.builds()) {
        rig.gateway(build, GatewayConfig.roomy(script));
      }
      rig.identity();
      Requests requests = Bench.requests(rig);
      List<Round> identity = new ArrayList<>();
      List<List<Round>> builds = new ArrayList<>();
      List<Round> provider = new ArrayList<>();
      try (LoadClient baseline =
              Bench.client(
                  rig, Subject.identity(Rig.IDENTITY_IN), requests, LoadClient.BATCHING_MS);
          LoadClients candidates =
              LoadClients.of(
                  bench.builds(),
                  build ->
                      Bench.client(rig, Subject.gateway(build), requests, LoadClient.BATCHING_MS));
          DirectCalls direct =
              new DirectCalls(rig.providerUrl(), script, requests, rig.meter(), WIDTH)) {
        // while the others are warmed up, each has time to compile what it has learnt
        Bench.warmUp(bench, candidates.with(baseline));
        var unused = direct.saturate(scale.warmUp(), Duration.ofSeconds(1));
        Duration warmUp = Duration.ofSeconds(2);
        for (int round = 0; round < scale.rounds(); round++) {
          bench.tell("round %d of %d".formatted(round + 1, scale.rounds()));
          identity.add(baseline.saturate(scale.window(), warmUp, scale.span()));
          candidates.round(builds, client -> client.saturate(scale.window(), warmUp, scale.span()));
          provider.add(direct.saturate(warmUp, scale.span()));
        }
      }
      outcome = outcome(identity, builds, provider);
    }
    return List.of(
        bench.reference() == null
            ? with(outcome, Watched.measure(bench, GatewayConfig.roomy(script)))
            : outcome);
  }

  private Outcome outcome(List<Round> identity, List<List<Round>> builds, List<Round> provider) {
    List<Round> gateway = builds.get(0);
    List<List<Round>> all =
        Stream.of(List.of(identity), builds, List.of(provider)).flatMap(List::stream).toList();
    double ofIdentity = Rows.ratio(gateway, identity, Round::perSecond);
    double ofProvider = Rows.ratio(gateway, provider, Round::perSecond);
    return new Outcome(
        "a",
        title(),
        "Requests of about 1 KB of 64 tenants with three limits each, as many under way as fit,"
            + " answered at once with about 1 KB. *identity*: a topology that copies records of the"
            + " same size from one topic to another, under the gateway's own settings of Kafka"
            + " Streams. *provider*: called by the gateway's HTTP client and codec alone, "
            + WIDTH
            + " calls under way. The rounds took turns.",
        List.of(
            new Table("", all.stream().map(Rows::throughput).toList()),
            new Table(
                "CPU by process, in microseconds for each request",
                all.stream().map(rounds -> Rows.cpu(Rows.name(rounds), rounds)).toList()),
            new Table(
                "Cores that were busy",
                all.stream()
                    .map(rounds -> Rows.cores(Rows.name(rounds), last(rounds).usage()))
                    .toList()),
            new Table(
                "Resident memory, MiB",
                all.stream()
                    .map(rounds -> Rows.memory(Rows.name(rounds), last(rounds).usage()))
                    .toList())),
        List.of(Aim.atLeast("gateway's requests/s over identity's records/s", ofIdentity, THIRD)),
        List.of(
            new Plot(
                "throughput",
                "Requests a second, round after round",
                "second measured",
                "requests/s",
                false,
                all.stream().map(rounds -> Rows.perSecond(Rows.name(rounds), rounds)).toList())),
        Rows.ratios(
            builds,
            Map.of(
                "requests/s",
                Round::perSecond,
                "own CPU us for each",
                round -> Rows.cpuMicros(round.subject().name(), List.of(round)),
                "broker CPU us for each",
                round -> Rows.cpuMicros("broker", List.of(round)),
                "resident memory MiB",
                round -> round.usage().residentMib(round.subject().name()))),
        Stream.concat(
                Stream.of(
                    ("The gateway ended %.2f times as many requests as the provider alone"
                            + " could have answered.")
                        .formatted(ofProvider),
                    "%.0f %% of the gateway's CPU, and %.0f %% of identity's, still went into compiling."
                        .formatted(100 * Rows.compiling(gateway), 100 * Rows.compiling(identity))),
                all.stream().flatMap(rounds -> Rows.complaints(rounds).stream()))
            .toList());
  }

  private static Outcome with(Outcome outcome, Watched watched) {
    return new Outcome(
        outcome.id(),
        outcome.title(),
        outcome.how()
            + " Then, on another broker, two gateways of each of two kinds: *watched*, whose metrics are"
            + " scraped every 15 s, each of whose calls is traced and exported by OTLP, and whose page"
            + " is open; and *unwatched*, with neither metrics nor traces.",
        joined(outcome.tables(), watched.tables()),
        joined(outcome.aims(), List.of(watched.aim())),
        outcome.plots(),
        outcome.ratios(),
        joined(outcome.notes(), watched.notes().toList()));
  }

  private static <T> List<T> joined(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  private static Round last(List<Round> rounds) {
    return rounds.get(rounds.size() - 1);
  }
}
