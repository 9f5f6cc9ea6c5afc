package dev.sluice.bench.scenario;

import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Operators;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.report.Aim;
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
 * What it costs to watch a gateway: two of this build take turns, one with metrics that are
 * scraped, each call traced and exported, and the page open, the other with neither metrics nor
 * traces.
 *
 * @param note that the one was watched indeed
 */
record Watched(List<Round> watched, List<Round> unwatched, String note) {
  private static final double AIM = 0.97;

  /** Rounds differ by more than what is looked for. */
  private static final int PAIRS = 4;

  /** On a broker of its own, so that nothing else is idle beside the two. */
  static Watched measure(Bench bench, GatewayConfig config) throws Exception {
    Scale scale = bench.scale();
    Build own = Build.own(bench.classPaths());
    Build watched = own.as("watched");
    Build unwatched = own.as("unwatched");
    List<List<Round>> rounds = new ArrayList<>();
    try (Rig rig = bench.rig("a-watched")) {
      rig.gateway(watched, config.withTelemetry(Telemetry.ON));
      rig.gateway(unwatched, config.withTelemetry(Telemetry.OFF));
      Requests requests = Bench.requests(rig);
      try (Operators operators = new Operators(rig.child(watched.name()).address());
          LoadClients clients =
              LoadClients.of(
                  List.of(watched, unwatched),
                  build ->
                      Bench.client(
                          rig, Subject.gateway(build), requests, LoadClient.BATCHING_MS))) {
        Bench.warmUp(bench, clients.clients());
        int pairs = PAIRS * scale.rounds();
        for (int pair = 0; pair < pairs; pair++) {
          bench.tell("watched and unwatched, %d of %d".formatted(pair + 1, pairs));
          clients.round(
              rounds,
              client -> client.saturate(scale.window(), Duration.ofSeconds(2), scale.span()));
        }
        return new Watched(rounds.get(0), rounds.get(1), note(rig, operators));
      }
    }
  }

  private static String note(Rig rig, Operators operators) throws Exception {
    long exports = new Probe().exports(rig.providerUrl());
    long scrapes = operators.scrapes();
    long pages = operators.pages();
    if (exports == 0 || scrapes == 0 || pages == 0) {
      throw new IllegalStateException(
          "not watched: %d exports, %d scrapes, %d events of the page"
              .formatted(exports, scrapes, pages));
    }
    return "Of the watched gateway, spans were exported %d times, all metrics read %d times, and its page told %d times."
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
            both.stream().map(rounds -> Rows.cpu(Rows.name(rounds), rounds)).toList()),
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

  private static double ownCpu(Round round) {
    return Rows.cpuMicros(round.subject().name(), List.of(round));
  }

  private static double allCpu(Round round) {
    return round.usage().processes().keySet().stream()
        .mapToDouble(process -> Rows.cpuMicros(process, List.of(round)))
        .sum();
  }
}
