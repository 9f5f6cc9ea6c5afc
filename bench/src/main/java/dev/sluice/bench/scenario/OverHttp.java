package dev.sluice.bench.scenario;

import dev.sluice.bench.load.HttpForm;
import dev.sluice.bench.load.HttpLoad;
import dev.sluice.bench.load.HttpTarget;
import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Polls;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.report.Aim;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Ratio;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.Build;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Meter;
import dev.sluice.bench.rig.Prompt;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What responses over HTTP cost and how long they take, in every form that clients have. */
public final class OverHttp implements Scenario {
  static final Duration SETTLE = Duration.ofSeconds(2);
  private static final String BROKER = "broker";
  private static final int STARTS = 3;

  /** A minute where rounds take 10 s. */
  private static final int FIRST_SPANS = 6;

  private static final HttpCell PACED = HttpCell.open(HttpForm.LONG_POLL, HttpCell.PER_SECOND);
  private static final HttpCell SPREAD = HttpCell.closed(HttpForm.POLL, true);
  private static final double P50_AIM = 2;
  private static final double FIRST_MINUTE_AIM = 0.8;

  /** What a build has shown. */
  private record Shown(Build build, List<HttpRounds> cells, HttpRounds starts) {
    static Shown of(Build build) {
      return new Shown(
          build,
          Stream.concat(HttpCell.closed().stream(), Stream.of(PACED))
              .map(cell -> new HttpRounds(build.name(), BROKER, cell))
              .toList(),
          new HttpRounds(build.name(), BROKER, SPREAD));
    }

    HttpRounds of(HttpCell cell) {
      return cells.stream().filter(rounds -> rounds.cell().equals(cell)).findFirst().orElseThrow();
    }

    double startOverSteady() {
      return starts.perSecond() / of(SPREAD).perSecond();
    }
  }

  @Override
  public String ids() {
    return "j";
  }

  @Override
  public String title() {
    return "Responses over HTTP";
  }

  @Override
  public boolean takesTurns() {
    return true;
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    List<Shown> builds = bench.builds().stream().map(Shown::of).toList();
    List<Round> identity = new ArrayList<>();
    try (Rig rig = bench.rig("j")) {
      rig.identity();
      for (Shown shown : builds) {
        rig.gateway(shown.build(), config());
      }
      try (LoadClient baseline =
          Bench.client(rig, Subject.identity(Rig.IDENTITY_IN), Bench.requests(rig), 0)) {
        Bench.warmUp(bench, List.of(baseline));
        for (Shown shown : builds) {
          try (HttpLoad load = load(rig, shown.build(), rig.meter())) {
            warmUp(bench, load);
          }
        }
        for (int round = 0; round < bench.scale().rounds(); round++) {
          bench.tell("round %d of %d".formatted(round + 1, bench.scale().rounds()));
          identity.add(baseline.steady(HttpCell.PER_SECOND, SETTLE, bench.scale().span()));
          round(bench, rig, builds, round);
        }
      }
      for (int start = 0; start < Math.min(STARTS, bench.scale().rounds()); start++) {
        bench.tell("start %d".formatted(start + 1));
        for (Shown shown : builds) {
          start(bench, rig, shown);
        }
      }
    }
    return List.of(outcome(bench, builds, identity));
  }

  static GatewayConfig config() {
    return GatewayConfig.roomy(Script.answering(Duration.ZERO, Bench.ANSWER))
        .withPolicies(GatewayConfig.roomy(HttpCell.FOUR.names(), Polls::key));
  }

  static HttpLoad load(Rig rig, Build build, Meter meter) throws Exception {
    return new HttpLoad(
        HttpTarget.gateway(build.name(), rig.child(build.name()).address()),
        GatewayConfig.ROUTE,
        Prompt.of(Bench.PROMPT),
        meter,
        Bench.ANSWER);
  }

  /** With all forms, one after the other. */
  static void warmUp(Bench bench, HttpLoad load) throws InterruptedException {
    List<HttpCell> cells = HttpCell.closed();
    int[] next = {0};
    Bench.warmUp(
        bench,
        piece ->
            cells
                .get(next[0]++ % cells.size())
                .measure(load, Duration.ZERO, piece.dividedBy(2))
                .round());
  }

  private static void round(Bench bench, Rig rig, List<Shown> builds, int number) throws Exception {
    for (int cell = 0; cell < builds.get(0).cells().size(); cell++) {
      for (int turn = 0; turn < builds.size(); turn++) {
        // what comes first finds the machine in another state
        Shown shown = builds.get((number + cell + turn) % builds.size());
        try (HttpLoad load = load(rig, shown.build(), rig.meter())) {
          HttpRounds rounds = shown.cells().get(cell);
          rounds.add(rounds.cell().measure(load, SETTLE, bench.scale().span()));
        }
      }
    }
  }

  /** From when the process says that it is ready. */
  private static void start(Bench bench, Rig rig, Shown shown) throws Exception {
    rig.stop(shown.build().name());
    rig.gateway(shown.build(), config());
    try (HttpLoad load = load(rig, shown.build(), rig.meter())) {
      Duration span = bench.scale().span().multipliedBy(FIRST_SPANS);
      shown.starts().add(SPREAD.measure(load, Duration.ZERO, span));
    }
  }

  private Outcome outcome(Bench bench, List<Shown> builds, List<Round> identity) {
    Shown own = builds.get(0);
    return new Outcome(
        "j",
        title(),
        ("Each client creates a response and, as soon as it has the answer, the next one: *1 x 256*"
                + " clients of one tenant, *4 x 64* of four tenants in as many partitions; or"
                + " responses are due %.0f times a second, of the four tenants. *polled*: every"
                + " 100 ms; *long-polled*: with `wait=30`. The provider answers at once. Times are"
                + " from creation to answer. Gateway and broker together are counted for *answers/CPU"
                + " s*; what was answered with 503 is tried again after 100 ms.")
            .formatted(HttpCell.PER_SECOND),
        List.of(
            new Table(
                "",
                builds.stream()
                    .flatMap(shown -> shown.cells().stream().map(HttpRounds::row))
                    .toList()),
            new Table(
                "The first %d s after a start"
                    .formatted(bench.scale().span().multipliedBy(FIRST_SPANS).toSeconds()),
                builds.stream().map(OverHttp::startRow).toList())),
        List.of(
            Aim.atMost(
                "p50 long-polled at %.0f/s over identity's, the median of rounds"
                    .formatted(HttpCell.PER_SECOND),
                Rows.ratio(
                    own.of(PACED).measured().stream().map(HttpLoad.Measured::round).toList(),
                    identity,
                    round -> round.latency().ms(50)),
                P50_AIM),
            Aim.atLeast(
                "after a start: rate over the steady one", own.startOverSteady(), FIRST_MINUTE_AIM),
            Aim.atMost("after a start: answers of 503", (double) own.starts().unavailable(), 0)),
        List.of(),
        builds.size() == 1 ? List.of() : ratios(own, builds.get(1)),
        notes(builds));
  }

  private static Row startRow(Shown shown) {
    return shown.starts().row().with("over the steady rate", shown.startOverSteady());
  }

  private static List<Ratio> ratios(Shown own, Shown reference) {
    List<Ratio> ratios = new ArrayList<>();
    for (int cell = 0; cell < own.cells().size(); cell++) {
      ratios.addAll(own.cells().get(cell).over(reference.cells().get(cell)));
    }
    own.starts().over(reference.starts()).stream()
        .map(ratio -> ratio.named("after a start: " + ratio.what()))
        .forEach(ratios::add);
    return ratios;
  }

  private static List<String> notes(List<Shown> builds) {
    return builds.stream()
        .flatMap(shown -> shown.cells().stream())
        .filter(rounds -> rounds.incomplete() > 0)
        .map(
            rounds ->
                "**%s, %s: %d responses were not completed.**"
                    .formatted(rounds.subject(), rounds.cell().title(), rounds.incomplete()))
        .toList();
  }
}
