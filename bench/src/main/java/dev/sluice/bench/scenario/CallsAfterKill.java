package dev.sluice.bench.scenario;

import dev.sluice.bench.load.Flow;
import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.report.Aim;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.Child;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Probe;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** When the calls are made again that were at the provider when the process was killed. */
public final class CallsAfterKill implements Scenario {
  private static final int ROUNDS = 3;
  private static final String SURVIVOR = "survivor";
  private static final int FEW = 500;
  private static final int MOST = 4_000;

  /** So that they are all there at the kill, and again when it is measured. */
  private static final Duration CALL = Duration.ofSeconds(25);

  /** Of two gateways' calls, those of one go on at the other. */
  private static final int SURVIVED = 500;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final double AIM = 1.5;

  /** The gateway's default lease, which is the session timeout too, and how much later. */
  private static final double AIM_SURVIVOR_S = 15 + 2;

  private final Probe probe = new Probe();

  /** Times in seconds after the kill. */
  private record Again(double first, double last) {}

  private record Measured(int calls, List<Again> identities, List<Again> gateways) {}

  @Override
  public String ids() {
    return "k";
  }

  @Override
  public String title() {
    return "Calls in flight at a kill -9";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    int most = Math.min(MOST, bench.scale().inFlight());
    GatewayConfig config =
        GatewayConfig.roomy(Script.answering(CALL, Bench.ANSWER)).withMaxInFlight(2 * MOST);
    List<Measured> restarts = new ArrayList<>();
    List<Again> survivors = new ArrayList<>();
    try (Rig rig = bench.rig("k")) {
      // with much to restore, a process that comes later would have to warm up first
      rig.gateway(config);
      rig.gateway(SURVIVOR, config);
      rig.identity();
      Requests requests = Bench.requests(rig);
      try (LoadClient baseline =
              Bench.client(
                  rig, Subject.identity(Rig.IDENTITY_IN), requests, LoadClient.BATCHING_MS);
          LoadClient client = Bench.client(rig, Subject.gateway(), requests, 0)) {
        for (int round = 0; round < Math.min(ROUNDS, bench.scale().rounds()); round++) {
          bench.tell("a survivor, kill %d".formatted(round + 1));
          survivors.add(survive(rig, client, config));
        }
        rig.stop(SURVIVOR);
        for (int calls : new TreeSet<>(List.of(Math.min(FEW, most), most))) {
          Measured measured = new Measured(calls, new ArrayList<>(), new ArrayList<>());
          restarts.add(measured);
          for (int round = 0; round < Math.min(ROUNDS, bench.scale().rounds()); round++) {
            bench.tell("%,d calls, kill %d".formatted(calls, round + 1));
            measured.identities().add(restartIdentity(rig, baseline, calls));
            measured.gateways().add(restart(rig, client, config, calls));
          }
        }
      }
    }
    return List.of(outcome(restarts, survivors));
  }

  /** As many records wait for it as the gateway has calls. */
  private static Again restartIdentity(Rig rig, LoadClient client, int records) throws Exception {
    rig.kill("identity");
    long killed = System.nanoTime();
    Flow flow = client.burst(records);
    flow.watch(killed);
    FutureTask<Child> start = begin(rig::identity);
    double first = seconds(flow.awaitFirstWatched(PATIENCE).orElseThrow(), killed);
    boolean all = flow.awaitEnds(records, PATIENCE);
    double last = all ? seconds(System.nanoTime(), killed) : Double.NaN;
    start.get();
    return new Again(first, last);
  }

  private Again restart(Rig rig, LoadClient client, GatewayConfig config, int calls)
      throws Exception {
    // Rig is of one thread, and another starts the process
    String provider = rig.providerUrl();
    Flow flow = client.burst(calls);
    awaitCalls(() -> probe.callsUnderWay(provider), calls);
    rig.kill("gateway");
    long killed = System.nanoTime();
    long before = probe.calls(provider);
    FutureTask<Child> start = begin(() -> rig.gateway(config));
    Again again = again(provider, killed, before, calls);
    start.get();
    boolean unused = flow.awaitEnds(calls, PATIENCE);
    return again;
  }

  /** Of two gateways one is killed for good. */
  private Again survive(Rig rig, LoadClient client, GatewayConfig config) throws Exception {
    Child dying = rig.child("gateway");
    String provider = rig.providerUrl();
    Flow flow = client.burst(SURVIVED);
    awaitCalls(() -> probe.callsUnderWay(provider), SURVIVED);
    long calls = (long) probe.metric(dying.address(), "sluice_calls_in_flight");
    rig.kill("gateway");
    long killed = System.nanoTime();
    long before = probe.calls(provider);
    Again again = again(provider, killed, before, calls);
    boolean unused = flow.awaitEnds(SURVIVED, PATIENCE);
    rig.gateway(config);
    return again;
  }

  private Again again(String provider, long killed, long before, long calls)
      throws IOException, InterruptedException {
    double first = awaitCalls(() -> probe.calls(provider), before + 1);
    double last = awaitCalls(() -> probe.calls(provider), before + calls);
    return new Again(first - killed / 1e9, last - killed / 1e9);
  }

  private interface Count {
    long get() throws IOException, InterruptedException;
  }

  /**
   * @return when there were so many, in seconds of {@link System#nanoTime}
   */
  private static double awaitCalls(Count count, long wanted)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (count.get() < wanted && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    return System.nanoTime() / 1e9;
  }

  private static FutureTask<Child> begin(Callable<Child> start) {
    FutureTask<Child> task = new FutureTask<>(start);
    Thread thread = new Thread(task, "start");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static double seconds(long nanos, long since) {
    return (nanos - since) / 1e9;
  }

  private Outcome outcome(List<Measured> restarts, List<Again> survivors) {
    List<Row> rows = new ArrayList<>();
    List<Aim> aims = new ArrayList<>();
    for (Measured measured : restarts) {
      rows.add(row("identity", measured.calls(), measured.identities()));
      rows.add(row("gateway", measured.calls(), measured.gateways()));
      aims.add(aim("first", measured, Again::first));
      aims.add(aim("last", measured, Again::last));
    }
    aims.add(
        Aim.atMost(
            "s until a survivor makes the first call again",
            median(survivors, Again::first),
            AIM_SURVIVOR_S));
    return new Outcome(
        "k",
        title(),
        ("The process is killed with SIGKILL and started again at once on the state that it left;"
                + " then when the provider, which takes %d s, is called again for what was in"
                + " flight. The baseline finds as many records on its input as the gateway has"
                + " calls, and shall write them to its output. In the last row another process"
                + " takes the calls over.")
            .formatted(CALL.toSeconds()),
        List.of(
            new Table("Seconds after the kill, the median", rows),
            new Table("", List.of(row("survivor of two", SURVIVED / 2, survivors)))),
        aims,
        List.of(),
        List.of());
  }

  private static Aim aim(String which, Measured measured, ToDoubleFunction<Again> figure) {
    return Aim.atMost(
        "time to the %s of %,d calls, relative to the baseline".formatted(which, measured.calls()),
        median(measured.gateways(), figure) / median(measured.identities(), figure),
        AIM);
  }

  private static Row row(String subject, int calls, List<Again> kills) {
    return Row.of(subject)
        .with("calls", calls)
        .with("first", median(kills, Again::first))
        .with("last", median(kills, Again::last))
        .with("kills", kills.size());
  }

  private static double median(List<Again> kills, ToDoubleFunction<Again> figure) {
    return Numbers.median(kills.stream().mapToDouble(figure).boxed().toList());
  }
}
