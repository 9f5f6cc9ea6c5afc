package dev.sluice.bench.scenario;

import dev.sluice.bench.load.HttpTarget;
import dev.sluice.bench.load.Polls;
import dev.sluice.bench.load.StreamLoad;
import dev.sluice.bench.load.Streamed;
import dev.sluice.bench.report.Aim;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.Child;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.GatewayConfig.Route;
import dev.sluice.bench.rig.Meter;
import dev.sluice.bench.rig.Prompt;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import dev.sluice.bench.rig.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How much later the tokens of answers come through the gateway, and what streams cost. */
public final class Streams implements Scenario {
  private static final String GATEWAY = "gateway";
  private static final String ONE = "one";
  private static final int AT_ONCE = 200;
  private static final Script.Pace PACE = new Script.Pace(500, Duration.ofMillis(20));
  private static final Duration LASTS = PACE.every().multipliedBy(PACE.tokens());
  private static final double PER_SECOND = AT_ONCE / (double) LASTS.toSeconds();
  private static final Script SCRIPT = Script.streaming(Duration.ZERO, PACE);
  private static final Script ONE_TOKEN =
      Script.streaming(Duration.ZERO, new Script.Pace(1, PACE.every()));

  private static final int ROUNDS = 2;

  /** Of {@link Scale#inFlight}. */
  private static final int MANY = 5;

  private static final double FIRST_AIM = 15;
  private static final double GAP_AIM = 60;
  private static final double CPU_AIM = 15;

  /** What was measured in turns. */
  private record Shown(StreamRounds direct, StreamRounds one, StreamRounds gateway, Usage idle) {
    List<StreamRounds> all() {
      return List.of(direct, one, gateway);
    }

    double addedToFirstToken() {
      return gateway.of(Streamed::textAfterBegin).ms(50) - direct.of(Streamed::firstText).ms(50);
    }

    double addedCpuPerToken() {
      double cores = gateway.cores(GATEWAY) - one.cores(GATEWAY);
      return cores * 1e6 / gateway.tokensPerSecond();
    }
  }

  @Override
  public String ids() {
    return "n";
  }

  @Override
  public String title() {
    return "Streams";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    int many = bench.scale().inFlight() / MANY;
    GatewayConfig config =
        new GatewayConfig(
            List.of(
                new Route(GatewayConfig.ROUTE, SCRIPT),
                new Route(ONE, ONE_TOKEN),
                new Route(ManyStreams.ROUTE, ManyStreams.script(many))),
            2 * many + AT_ONCE,
            GatewayConfig.roomy(HttpCell.FOUR.names(), Polls::key));
    try (Rig rig = bench.rig("n")) {
      Child gateway = rig.gateway(config);
      Shown shown = rounds(bench, rig, gateway);
      bench.tell("%,d streams".formatted(many));
      try (StreamLoad load =
          load(rig, target(gateway), ManyStreams.ROUTE, ManyStreams.tokens(many))) {
        return List.of(outcome(shown, ManyStreams.hold(rig, load, gateway, many), many));
      }
    }
  }

  private static Shown rounds(Bench bench, Rig rig, Child gateway) throws Exception {
    HttpTarget provider =
        new HttpTarget("provider", rig.providerUrl() + "/" + SCRIPT.path(), tenant -> tenant);
    try (StreamLoad direct = load(rig, provider, GatewayConfig.ROUTE, PACE.tokens());
        StreamLoad one = load(rig, target(gateway), ONE, 1);
        StreamLoad through = load(rig, target(gateway), GatewayConfig.ROUTE, PACE.tokens())) {
      Duration settled = bench.scale().warmUp().dividedBy(3);
      measure(direct, Duration.ZERO, settled);
      StreamLoad.Running running = through.start(PER_SECOND);
      Bench.warmUp(bench, piece -> running.measure(Duration.ZERO, piece).round());
      running.stop(running.measure(Duration.ZERO, settled));
      measure(one, Duration.ZERO, settled);
      Usage idle = idle(rig.meter(), bench.scale().span());
      Shown shown =
          new Shown(
              new StreamRounds("provider, directly"),
              new StreamRounds("gateway, one token each"),
              new StreamRounds(GATEWAY),
              idle);
      for (int round = 0; round < Math.min(ROUNDS, bench.scale().rounds()); round++) {
        bench.tell("round %d".formatted(round + 1));
        shown.direct().add(measure(direct, LASTS, bench.scale().span()));
        shown.one().add(measure(one, OverHttp.SETTLE, bench.scale().span()));
        shown.gateway().add(measure(through, LASTS, bench.scale().span()));
      }
      return shown;
    }
  }

  private static HttpTarget target(Child gateway) {
    return HttpTarget.gateway(GATEWAY, gateway.address());
  }

  private static StreamLoad load(Rig rig, HttpTarget target, String model, int tokens)
      throws Exception {
    return new StreamLoad(
        target,
        new StreamLoad.Answers(model, Prompt.of(Bench.PROMPT), tokens),
        HttpCell.FOUR,
        rig.meter());
  }

  private static StreamLoad.Measured measure(StreamLoad load, Duration settle, Duration span)
      throws InterruptedException {
    StreamLoad.Running running = load.start(PER_SECOND);
    return running.stop(running.measure(settle, span));
  }

  private static Usage idle(Meter meter, Duration span) throws InterruptedException {
    Meter.Reading before = meter.read();
    TimeUnit.MILLISECONDS.sleep(span.toMillis());
    return meter.read().since(before);
  }

  private Outcome outcome(Shown shown, ManyStreams many, int count) {
    List<Row> cores = new ArrayList<>();
    shown.all().forEach(each -> cores.add(Rows.cores(each.subject(), each.lastUsage())));
    cores.add(Rows.cores("nothing", shown.idle()));
    return new Outcome(
        "n",
        title(),
        ("Streamed chat completions of %d tokens, one each %d ms, of which %.0f begin each second:"
                + " %d are under way. The provider sends the first token at once; each token's text"
                + " tells when it was sent. *First event* of the gateway: the chunk that it sends"
                + " when the request is accepted and committed. *A token's way*: from when it was"
                + " sent to its arrival; *added between tokens*: how much longer it was than that"
                + " of the token before. Then %,d streams at once, of a token each half second. The"
                + " rounds took turns.")
            .formatted(PACE.tokens(), PACE.every().toMillis(), PER_SECOND, AT_ONCE, count),
        List.of(
            new Table("", shown.all().stream().map(StreamRounds::rates).toList()),
            new Table("The beginning", shown.all().stream().map(StreamRounds::beginnings).toList()),
            new Table(
                "Token by token",
                Stream.of(shown.direct(), shown.gateway()).map(StreamRounds::pace).toList()),
            new Table("Cores that were busy", cores),
            new Table("CPU for each token, in microseconds", List.of(cpu(shown))),
            new Table("%,d streams at once".formatted(count), List.of(many.row()))),
        List.of(
            Aim.atMost(
                "ms to the first token, beyond the first event and the provider's own, p50",
                shown.addedToFirstToken(),
                FIRST_AIM),
            Aim.atMost(
                "ms added between tokens, p99",
                shown.gateway().of(Streamed::addedGap).ms(99),
                GAP_AIM),
            Aim.atMost(
                "µs of the gateway's CPU for each token, beyond requests of one token",
                shown.addedCpuPerToken(),
                CPU_AIM),
            Aim.atMost(
                "of %,d streams at once, lost".formatted(count),
                (double) many.measured().round().counts().failed()
                    + many.measured().round().counts().missing(),
                0)),
        List.of(),
        notes(shown, many));
  }

  private static Row cpu(Shown shown) {
    return Row.of(GATEWAY)
        .with("all of the gateway's", shown.gateway().cpuPerToken(GATEWAY))
        .with("beyond requests of one token", shown.addedCpuPerToken())
        .with("broker", shown.gateway().cpuPerToken("broker"))
        .with("provider", shown.gateway().cpuPerToken("provider"));
  }

  private static List<String> notes(Shown shown, ManyStreams many) {
    StreamRounds held = new StreamRounds("%,d at once".formatted(many.streams()));
    held.add(many.measured());
    return Stream.concat(
            Stream.concat(shown.all().stream(), Stream.of(held))
                .flatMap(each -> each.complaints().stream()),
            Stream.of(
                "%.0f %% of the gateway's CPU still went into compiling."
                    .formatted(100 * shown.gateway().lastUsage().compiling(GATEWAY))))
        .toList();
  }
}
