package dev.sluice.bench.scenario;

import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Operators;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.report.Aim;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.Build;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.GatewayConfig.Telemetry;
import dev.sluice.bench.rig.Probe;
import dev.sluice.bench.rig.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What it costs to watch a gateway. Four processes of this build take turns: two have metrics that
 * are scraped, each call traced and exported, and the page open; two have neither metrics nor
 * traces. There are two of each kind, since two processes that do the same differ by some
 * hundredths as long as they live: the JVM compiles each in its own way.
 *
 * @param watched the rounds of both
 * @param note that they were watched indeed
 */
record Watched(List<Round> watched, List<Round> unwatched, String note) {
  private static final double AIM = 0.97;

  /** For each round of other subjects: rounds differ by more than what is looked for. */
  private static final int TURNS = 2;

  /** On a broker of their own, so that nothing else is idle beside them. */
  static Watched measure(Bench bench, GatewayConfig config) throws Exception {
    Scale scale = bench.scale();
    Build own = Build.own(bench.classPaths());
    List<Build> watched = List.of(own.as("watched"), own.as("watched-2"));
    List<Build> unwatched = List.of(own.as("unwatched"), own.as("unwatched-2"));
    List<Build> all = List.of(watched.get(0), unwatched.get(0), unwatched.get(1), watched.get(1));
    List<List<Round>> rounds = new ArrayList<>();
    try (Rig rig = bench.rig("a-watched")) {
      for (Build build : all) {
        Telemetry telemetry = watched.contains(build) ? Telemetry.ON : Telemetry.OFF;
        rig.gateway(build, config.withTelemetry(telemetry));
      }
      Requests requests = Bench.requests(rig);
      try (Operators one = new Operators(rig.child(watched.get(0).name()).address());
          Operators other = new Operators(rig.child(watched.get(1).name()).address());
          LoadClients clients =
              LoadClients.of(
                  all,
                  build ->
                      Bench.client(
                          rig, Subject.gateway(build), requests, LoadClient.BATCHING_MS))) {
        Bench.warmUp(bench, clients.clients());
        int turns = TURNS * scale.rounds();
        for (int turn = 0; turn < turns; turn++) {
          bench.tell("watched and unwatched, %d of %d".formatted(turn + 1, turns));
          clients.round(
              rounds,
              client -> client.saturate(scale.window(), Duration.ofSeconds(2), scale.span()));
        }
        return new Watched(
            both(rounds.get(0), rounds.get(3)),
            both(rounds.get(1), rounds.get(2)),
            note(rig, one, other));
      }
    }
  }

  private static List<Round> both(List<Round> one, List<Round> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  private static String note(Rig rig, Operators one, Operators other) throws Exception {
    long exports = new Probe().exports(rig.providerUrl());
    long scrapes = Math.min(one.scrapes(), other.scrapes());
    long pages = Math.min(one.pages(), other.pages());
    if (exports == 0 || scrapes == 0 || pages == 0) {
      throw new IllegalStateException(
          "not watched: %d exports, %d scrapes, %d events of the page"
              .formatted(exports, scrapes, pages));
    }
    return "Of the watched gateways, spans were exported %d times; of each, all metrics were read %d times at least, and its page told %d times."
        .formatted(exports, scrapes, pages);
  }

  Aim aim() {
    return Aim.atLeast("watched gateway's requests/s over unwatched", ratio(Round::perSecond), AIM);
  }

  List<Table> tables() {
    List<List<Round>> both = List.of(watched, unwatched);
    return List.of(
        new Table("Watched and not", both.stream().map(Rows::throughput).toList()),
        new Table(
            "Watched and not: CPU by process, in microseconds for each request",
            both.stream().map(Watched::cpu).toList()),
        new Table(
            "Watched over unwatched, the median of pairs of rounds",
            List.of(
                Row.of("ratio")
                    .with("requests/s", ratio(Round::perSecond))
                    .with("own CPU for each", ratio(Watched::ownCpu))
                    .with("CPU of all for each", ratio(Watched::allCpu)))));
  }

  Stream<String> notes() {
    return Stream.concat(
        Stream.of(note),
        Stream.of(watched, unwatched).flatMap(rounds -> Rows.complaints(rounds).stream()));
  }

  private double ratio(ToDoubleFunction<Round> figure) {
    return Rows.ratio(watched, unwatched, figure);
  }

  private static Row cpu(List<Round> rounds) {
    return Row.of(Rows.name(rounds))
        .with("itself", Numbers.median(rounds.stream().map(Watched::ownCpu).toList()))
        .with("broker", Rows.cpuMicros("broker", rounds))
        .with("provider and collector", Rows.cpuMicros("provider", rounds))
        .with("load, scrapes and pages", Rows.cpuMicros("load", rounds));
  }

  private static double ownCpu(Round round) {
    return Rows.cpuMicros(round.subject().name(), List.of(round));
  }

  private static double allCpu(Round round) {
    return round.usage().processes().keySet().stream()
        .mapToDouble(process -> Rows.cpuMicros(process, List.of(round)))
        .sum();
  }
}
