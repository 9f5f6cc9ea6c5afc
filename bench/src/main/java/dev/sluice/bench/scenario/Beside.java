package dev.sluice.bench.scenario;

import dev.sluice.bench.load.HttpForm;
import dev.sluice.bench.load.HttpLoad;
import dev.sluice.bench.load.HttpTarget;
import dev.sluice.bench.load.Polls;
import dev.sluice.bench.report.Aim;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Ratio;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.Build;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Meter;
import dev.sluice.bench.rig.Peer;
import dev.sluice.bench.rig.Prompt;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The gateway over HTTP beside LiteLLM's proxy under the same load, and both at a kill -9. */
public final class Beside implements Scenario {
  /** What LiteLLM can bear, so that times are not those of a queue. */
  private static final double CALM = 5;

  private static final List<HttpCell> CELLS =
      List.of(
          HttpCell.closed(HttpForm.POLL, false),
          HttpCell.closed(HttpForm.POLL, true),
          HttpCell.few(HttpForm.POLL),
          HttpCell.closed(HttpForm.FOREGROUND, false),
          HttpCell.closed(HttpForm.FOREGROUND, true),
          HttpCell.open(HttpForm.POLL, CALM));

  /** Of {@link #CELLS}, those under full load that poll. */
  private static final int POLLED = 3;

  /** Before LiteLLM is measured: of 256 clients it takes some seconds until each had its turn. */
  private static final Duration SETTLE = Duration.ofSeconds(10);

  private static final double AIM_ONE = 50;
  private static final double AIM_FOUR = 40;

  private static final Duration SLOW = Duration.ofSeconds(5);
  private static final int KILLS = 3;

  private final Path python;

  /**
   * @param python a virtual environment in which LiteLLM's proxy is installed
   */
  public Beside(Path python) {
    this.python = python;
  }

  /** What has been found of all, in the order of {@link #CELLS}. */
  private record Found(
      List<List<HttpRounds>> builds,
      List<HttpRounds> peer,
      JobsAtKill gateway,
      JobsAtKill litellm) {
    static Found nothing(Bench bench) {
      return new Found(
          bench.builds().stream().map(build -> rounds(build.name(), "broker")).toList(),
          rounds(Peer.NAME, Peer.STORE),
          new JobsAtKill(bench.builds().get(0).name()),
          new JobsAtKill(Peer.NAME));
    }

    private static List<HttpRounds> rounds(String subject, String store) {
      return CELLS.stream().map(cell -> new HttpRounds(subject, store, cell)).toList();
    }
  }

  @Override
  public String ids() {
    return "p";
  }

  @Override
  public String title() {
    return "Beside LiteLLM";
  }

  @Override
  public boolean takesTurns() {
    return true;
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    Found found = Found.nothing(bench);
    Script script = Script.answering(Duration.ZERO, Bench.ANSWER);
    try (Rig rig = bench.rig("p")) {
      for (Build build : bench.builds()) {
        rig.gateway(build, config());
      }
      bench.tell("starting LiteLLM");
      try (Peer peer =
          Peer.start(
              python,
              rig.dir().resolve("peer"),
              rig.logs(),
              new Peer.Provider(rig.providerUrl(), script, SLOW))) {
        Meter meter = rig.meter(peer::pids);
        warmUp(bench, rig, peer);
        for (int round = 0; round < bench.scale().rounds(); round++) {
          bench.tell("round %d of %d".formatted(round + 1, bench.scale().rounds()));
          round(bench, rig, peer, meter, found);
        }
        for (int kill = 0; kill < Math.min(KILLS, bench.scale().rounds()); kill++) {
          bench.tell("kill %d".formatted(kill + 1));
          killGateway(rig, found.gateway());
          found.litellm().kill(target(peer), SLOW, () -> crash(peer));
        }
      }
    }
    return List.of(outcome(found));
  }

  private static GatewayConfig config() {
    return new GatewayConfig(
        List.of(
            new GatewayConfig.Route(
                GatewayConfig.ROUTE, Script.answering(Duration.ZERO, Bench.ANSWER)),
            new GatewayConfig.Route(Peer.SLOW, Script.answering(SLOW, Bench.ANSWER))),
        1_000,
        GatewayConfig.roomy(HttpCell.FOUR.names(), Polls::key));
  }

  private static HttpTarget target(Peer peer) {
    return new HttpTarget(Peer.NAME, peer.url(), tenant -> Peer.KEY);
  }

  private static HttpLoad load(Peer peer, HttpForm form, Meter meter) throws Exception {
    return new HttpLoad(
        target(peer),
        form == HttpForm.FOREGROUND ? Peer.FOREGROUND : Peer.BACKGROUND,
        Prompt.of(Bench.PROMPT),
        meter,
        Bench.ANSWER);
  }

  private static void warmUp(Bench bench, Rig rig, Peer peer) throws Exception {
    for (Build build : bench.builds()) {
      try (HttpLoad load = OverHttp.load(rig, build, rig.meter())) {
        OverHttp.warmUp(bench, load);
      }
    }
    for (HttpForm form : List.of(HttpForm.POLL, HttpForm.FOREGROUND)) {
      try (HttpLoad load = load(peer, form, rig.meter(peer::pids))) {
        // nothing of it compiles: its connections are opened, and its caches are filled
        var unused =
            HttpCell.closed(form, true)
                .measure(load, Duration.ZERO, bench.scale().warmUp().dividedBy(3));
      }
    }
  }

  private static void round(Bench bench, Rig rig, Peer peer, Meter meter, Found found)
      throws Exception {
    for (int i = 0; i < CELLS.size(); i++) {
      HttpCell cell = CELLS.get(i);
      for (int build = 0; build < found.builds().size(); build++) {
        try (HttpLoad load = OverHttp.load(rig, bench.builds().get(build), meter)) {
          found
              .builds()
              .get(build)
              .get(i)
              .add(cell.measure(load, OverHttp.SETTLE, bench.scale().span()));
        }
      }
      try (HttpLoad load = load(peer, cell.form(), meter)) {
        found.peer().get(i).add(cell.measure(load, SETTLE, bench.scale().span()));
      }
    }
  }

  private static void killGateway(Rig rig, JobsAtKill jobs) throws Exception {
    String name = jobs.subject();
    jobs.kill(
        HttpTarget.gateway(name, rig.child(name).address()),
        SLOW,
        () -> {
          rig.kill(name);
          return HttpTarget.gateway(name, rig.gateway(config()).address());
        });
  }

  private static HttpTarget crash(Peer peer) throws Exception {
    peer.crash();
    return target(peer);
  }

  private Outcome outcome(Found found) {
    List<HttpRounds> own = found.builds().get(0);
    List<Row> rows = new ArrayList<>();
    found.builds().forEach(build -> build.forEach(rounds -> rows.add(rounds.row())));
    found.peer().forEach(rounds -> rows.add(rounds.row()));
    return new Outcome(
        "p",
        title(),
        ("The loads of j) on LiteLLM's proxy with two workers and `polling_via_cache: all`, in a"
                + " Redis that writes nothing to disk, and on the gateway, in turns. Both call the"
                + " same provider, which answers LiteLLM in a form that it does not have to translate, a"
                + " response of OpenAI's Responses API with a single delta. *store* is broker or"
                + " Redis. Aims are over LiteLLM's best load that polls, since polls of many clients"
                + " take most of its CPU. Then %d responses are created in the background, whose calls take %d s,"
                + " and the gateway's process, or all of LiteLLM's proxy, is killed with SIGKILL and"
                + " started again; Redis is not. What has not ended %d s after that is not waited"
                + " for. What LiteLLM's processes share of their memory counts for each.")
            .formatted(JobsAtKill.COUNT, SLOW.toSeconds(), JobsAtKill.PATIENCE.toSeconds()),
        List.of(
            new Table("", rows),
            new Table("The gateway over LiteLLM, the median of rounds", over(own, found.peer())),
            new Table(
                "Accepted background responses after a kill -9, of all kills",
                List.of(found.gateway().row(), found.litellm().row()))),
        List.of(
            Aim.atLeast(
                "one tenant, polled: answers/CPU s over LiteLLM's best", ratio(found, 0), AIM_ONE),
            Aim.atLeast(
                "four tenants, polled: answers/CPU s over LiteLLM's best",
                ratio(found, 1),
                AIM_FOUR)),
        List.of(),
        found.builds().size() == 1 ? List.of() : ratios(own, found.builds().get(1)),
        List.of());
  }

  /** Over what LiteLLM does best, with as many clients as suit it. */
  private static double ratio(Found found, int cell) {
    HttpRounds best =
        found.peer().subList(0, POLLED).stream()
            .max(Comparator.comparingDouble(rounds -> rounds.median(HttpRounds.PER_CPU_SECOND)))
            .orElseThrow();
    return found.builds().get(0).get(cell).over(best, HttpRounds.PER_CPU_SECOND).ratio();
  }

  private static List<Row> over(List<HttpRounds> own, List<HttpRounds> peer) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < CELLS.size(); i++) {
      Row row = Row.of(CELLS.get(i).title());
      for (String column : own.get(i).figures().keySet()) {
        row = row.with(column, own.get(i).over(peer.get(i), column).ratio());
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<Ratio> ratios(List<HttpRounds> own, List<HttpRounds> reference) {
    List<Ratio> ratios = new ArrayList<>();
    for (int i = 0; i < CELLS.size(); i++) {
      ratios.addAll(own.get(i).over(reference.get(i)));
    }
    return ratios;
  }
}
