package dev.sluice.bench.scenario;

import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.report.Aim;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.Build;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import dev.sluice.client.ClientSession;
import dev.sluice.client.TopicUses;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import dev.sluice.history.Replays;
import dev.sluice.replay.Report;
import dev.sluice.replay.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How fast what a gateway decided at full speed is decided again. */
public final class ReplaySpeed implements Scenario {
  private static final double AIM = 20;
  private static final double MIB = 1024.0 * 1024;

  /** A replay has to compile its code, too; what it reads is the same each time. */
  private static final int TIMES = 3;

  private record Replayed(Report report, double seconds, double heapMib) {
    double perSecond() {
      return report.requests() / seconds;
    }

    long differences() {
      return report.tenants().values().stream()
          .mapToLong(each -> each.changed() + each.otherTurns())
          .sum();
    }
  }

  @Override
  public String ids() {
    return "r";
  }

  @Override
  public String title() {
    return "Replay of what was decided";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    Scale scale = bench.scale();
    try (Rig rig = bench.rig("r")) {
      Build build = bench.builds().get(0);
      GatewayConfig config = GatewayConfig.roomy(Script.answering(Duration.ZERO, Bench.ANSWER));
      rig.gateway(build, config);
      Requests requests = Bench.requests(rig);
      List<Round> live = new ArrayList<>();
      try (LoadClient client =
          Bench.client(rig, Subject.gateway(build), requests, LoadClient.BATCHING_MS)) {
        Bench.warmUp(bench, List.of(client));
        for (int round = 0; round < scale.rounds(); round++) {
          live.add(client.saturate(scale.window(), Duration.ofSeconds(2), scale.span()));
        }
      }
      Settings settings = SettingsReader.load(rig.config(build, config), System.getenv());
      rig.stop(build.name());
      List<Replayed> replayed = new ArrayList<>();
      for (int i = 0; i < TIMES; i++) {
        replayed.add(replay(settings));
      }
      return List.of(outcome(live, replayed));
    }
  }

  private static Replayed replay(Settings settings) throws Exception {
    try (ClientSession session =
        ClientSession.open(settings, TopicUses.history(GatewayConfig.TOPICS))) {
      Rules rules =
          new Rules(
              settings.unknownTenantPolicy(0).orElse(null),
              settings.dispatch().maxQueuedPerTenant(),
              Map.of(),
              Long.MAX_VALUE);
      long start = System.nanoTime();
      Report report =
          new Replays(session, settings, Map.of(), GatewayConfig.PARTITIONS)
              .run(rules, Long.MIN_VALUE, Long.MAX_VALUE);
      double seconds = (System.nanoTime() - start) / 1e9;
      Runtime runtime = Runtime.getRuntime();
      return new Replayed(report, seconds, (runtime.totalMemory() - runtime.freeMemory()) / MIB);
    }
  }

  private Outcome outcome(List<Round> live, List<Replayed> replayed) {
    double perSecond = live.stream().mapToDouble(Round::perSecond).average().orElse(0);
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("live, as in a)").with("requests/s", perSecond));
    for (Replayed each : replayed) {
      rows.add(
          Row.of("replay " + rows.size())
              .with("requests/s", each.perSecond())
              .with("requests", each.report().requests())
              .with("differences", each.differences())
              .with("seconds", each.seconds())
              .with("heap MiB", each.heapMib()));
    }
    double best = replayed.stream().mapToDouble(Replayed::perSecond).max().orElse(0);
    return new Outcome(
        "r",
        title(),
        "The requests of a), and then a replay of all of them by the policies that decided them,"
            + " read from the same broker while the gateway is stopped; several times, since the"
            + " first one is hardly compiled.",
        List.of(new Table("", rows)),
        List.of(Aim.atLeast("replayed requests/s over live requests/s", best / perSecond, AIM)),
        List.of(),
        List.of());
  }
}
