package dev.sluice.bench.scenario;

import dev.sluice.bench.load.Latencies;
import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Plot;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Prompts and answers of several sizes. */
public final class Payloads implements Scenario {
  private static final double MIB = 1 << 20;

  /** The part of what a subject can do at which its latency is looked at. */
  private static final double CALM = 0.25;

  private static final double SLOWEST = 0.5;
  private static final int ROUNDS = 2;
  private static final Duration LEAST = Duration.ofSeconds(5);

  /**
   * @param characters of the prompt, and of the answer
   * @param window how many are under way
   */
  private record Size(String name, int characters, int window) {}

  /** What was measured of one size. */
  private record Measured(
      Size size,
      List<Round> identity,
      List<Round> gateway,
      Latencies identityCalm,
      Latencies gatewayCalm,
      double calm) {}

  @Override
  public String ids() {
    return "h";
  }

  @Override
  public String title() {
    return "Sizes of payloads";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    List<Size> sizes =
        List.of(
            new Size("1 KB", Bench.PROMPT, bench.scale().window()),
            new Size("100 KB", 100_000, 256),
            new Size("4 MB", 4_000_000, 12));
    List<Measured> measured = new ArrayList<>();
    for (Size size : sizes) {
      bench.tell(size.name());
      // the larger ones leave gigabytes behind
      try (Rig rig = bench.rig("h-" + size.characters())) {
        rig.gateway(GatewayConfig.roomy(Script.answering(Duration.ZERO, size.characters())));
        rig.identity();
        measured.add(measure(bench.scale(), rig, size));
      }
    }
    return List.of(outcome(measured));
  }

  private static Measured measure(Scale scale, Rig rig, Size size) throws InterruptedException {
    Requests requests = Bench.requests(rig, Bench.tenants(), size.characters());
    // the largest are few a second
    Duration span = LEAST.plus(scale.span().dividedBy(5));
    List<Round> identity = new ArrayList<>();
    List<Round> gateway = new ArrayList<>();
    try (LoadClient baseline = Bench.client(rig, Subject.identity(Rig.IDENTITY_IN), requests, 0);
        LoadClient candidate = Bench.client(rig, Subject.gateway(), requests, 0)) {
      for (int round = 0; round < Math.min(ROUNDS, scale.rounds()); round++) {
        Duration warmUp = round == 0 ? scale.warmUp() : Duration.ofSeconds(1);
        // copying large records fills the disk sooner than it warms up
        identity.add(baseline.saturate(size.window(), warmUp.dividedBy(2), span));
        gateway.add(candidate.saturate(size.window(), warmUp, span));
      }
      double calm =
          Math.max(SLOWEST, CALM * Numbers.median(gateway.stream().map(Round::perSecond).toList()));
      Duration settle = Duration.ofSeconds(1);
      return new Measured(
          size,
          identity,
          gateway,
          baseline.steady(calm, settle, scale.span()).latency(),
          candidate.steady(calm, settle, scale.span()).latency(),
          calm);
    }
  }

  private Outcome outcome(List<Measured> measured) {
    return new Outcome(
        "h",
        title(),
        "Prompts of three sizes, each answered with a text of its own size by a provider that takes"
            + " no time; identity copies the same records. Fewer are under way of the larger ones: "
            + String.join(
                ", ",
                measured.stream()
                    .map(each -> each.size().window() + " of " + each.size().name())
                    .toList())
            + ". Latency is an open loop's, of both at a quarter of what the gateway can do.",
        List.of(
            new Table("As fast as it goes", measured.stream().flatMap(Payloads::fast).toList()),
            new Table("At a calm rate", measured.stream().flatMap(Payloads::calm).toList())),
        List.of(),
        List.of(
            new Plot(
                "payloads",
                "Payload a second, one way, by its size",
                "size: powers of ten of characters",
                "MiB/s",
                true,
                List.of(
                    new Plot.Line(
                        "identity",
                        exponents(measured),
                        measured.stream().map(each -> mib(each.size(), each.identity())).toList()),
                    new Plot.Line(
                        "gateway",
                        exponents(measured),
                        measured.stream()
                            .map(each -> mib(each.size(), each.gateway()))
                            .toList())))),
        measured.stream()
            .flatMap(each -> Stream.of(each.identity(), each.gateway()))
            .flatMap(rounds -> Rows.complaints(rounds).stream())
            .toList());
  }

  private static List<Double> exponents(List<Measured> measured) {
    return measured.stream().map(each -> Math.log10(each.size().characters())).toList();
  }

  private static Stream<Row> fast(Measured each) {
    return Stream.of(each.identity(), each.gateway())
        .map(
            rounds -> {
              String subject = rounds.get(0).subject().name();
              return Row.of(each.size().name() + ", " + subject)
                  .with("requests/s", rate(rounds))
                  .with("MiB/s one way", mib(each.size(), rounds))
                  .with("its CPU µs/request", Rows.cpuMicros(subject, rounds))
                  .with("broker CPU µs/request", Rows.cpuMicros("broker", rounds))
                  .with(
                      "its memory MiB", rounds.get(rounds.size() - 1).usage().residentMib(subject));
            });
  }

  private static Stream<Row> calm(Measured each) {
    return Stream.of(
            Rows.latency(each.size().name() + ", identity", each.identityCalm()),
            Rows.latency(each.size().name() + ", gateway", each.gatewayCalm()))
        .map(row -> row.with("rate/s", each.calm()));
  }

  private static double rate(List<Round> rounds) {
    return Numbers.median(rounds.stream().map(Round::perSecond).toList());
  }

  private static double mib(Size size, List<Round> rounds) {
    return rate(rounds) * size.characters() / MIB;
  }
}
