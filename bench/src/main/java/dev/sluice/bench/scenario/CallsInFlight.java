package dev.sluice.bench.scenario;

import dev.sluice.bench.load.DirectCalls;
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
import dev.sluice.bench.rig.LiveHeap;
import dev.sluice.bench.rig.Probe;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What thousands of slow calls cost in memory. */
public final class CallsInFlight implements Scenario {
  private static final Duration CALL = Duration.ofSeconds(30);

  /** Some have to be looked at before the first of them ends. */
  private static final Duration RAMP = CALL.minusSeconds(5);

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final String QUICK = "quick";
  private static final int ROUNDS = 2;
  private static final double KIB = 1024;
  private static final double AIM_KIB = 20;

  private interface Heap {
    long bytes() throws IOException, InterruptedException;
  }

  /**
   * Live heap with that many calls in flight, and without any before and after.
   *
   * @param lost of all calls, how many have not ended well
   */
  private record Held(long calls, long before, long during, long after, long lost) {
    double kibPerCall() {
      return (during - (before + after) / 2.0) / calls / KIB;
    }
  }

  @Override
  public String ids() {
    return "d";
  }

  @Override
  public String title() {
    return "Memory of calls in flight";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    int count = bench.scale().inFlight();
    Script slow = Script.answering(CALL, Bench.ANSWER);
    GatewayConfig config =
        new GatewayConfig(
            List.of(
                new GatewayConfig.Route(GatewayConfig.ROUTE, slow),
                new GatewayConfig.Route(QUICK, Script.answering(Duration.ZERO, Bench.ANSWER))),
            2 * count,
            GatewayConfig.ROOMY);
    try (Rig rig = bench.rig("d")) {
      Child gateway = rig.gateway(config);
      Requests requests = Bench.requests(rig);
      List<Held> gateways = new ArrayList<>();
      List<Held> clients = new ArrayList<>();
      try (LoadClient quick = Bench.client(rig, Subject.gateway(), requests.withRoute(QUICK), 0);
          LoadClient client = Bench.client(rig, Subject.gateway(), requests, 0)) {
        bench.tell("warming up");
        // what grows with the number of requests has grown by then
        quick.send(2 * count, bench.scale().window());
        for (int round = 0; round < Math.min(ROUNDS, bench.scale().rounds()); round++) {
          bench.tell("round %d: %,d calls in flight".formatted(round + 1, count));
          gateways.add(hold(rig, client, count, gateway::liveHeapBytes));
          clients.add(holdDirectly(rig, slow, requests, count));
        }
      }
      return List.of(outcome(gateways, clients, requests, count));
    }
  }

  private static Held hold(Rig rig, LoadClient client, int count, Heap heap)
      throws IOException, InterruptedException {
    long before = heap.bytes();
    Flow flow = client.burst(count);
    long calls = awaitUnderWay(rig, count);
    long during = heap.bytes();
    calls = Math.min(calls, underWay(rig));
    var unused = flow.awaitEnds(count, PATIENCE);
    return new Held(
        calls, before, during, heap.bytes(), flow.counts().missing() + flow.counts().failed());
  }

  /** The same calls, of nothing but the HTTP client, from this process. */
  private static Held holdDirectly(Rig rig, Script slow, Requests requests, int count)
      throws IOException, InterruptedException {
    try (DirectCalls direct =
        new DirectCalls(rig.providerUrl(), slow, requests, rig.meter(), 2 * count)) {
      long before = LiveHeap.ofThisProcess();
      Flow flow = direct.burst(count);
      long calls = awaitUnderWay(rig, count);
      long during = LiveHeap.ofThisProcess();
      calls = Math.min(calls, underWay(rig));
      var unused = flow.awaitEnds(count, PATIENCE);
      return new Held(
          calls,
          before,
          during,
          LiveHeap.ofThisProcess(),
          flow.counts().missing() + flow.counts().failed());
    }
  }

  private static long awaitUnderWay(Rig rig, int count) throws IOException, InterruptedException {
    long until = System.nanoTime() + RAMP.toNanos();
    long calls = underWay(rig);
    while (calls < count && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      calls = underWay(rig);
    }
    return calls;
  }

  private static long underWay(Rig rig) throws IOException, InterruptedException {
    return new Probe().callsUnderWay(rig.providerUrl());
  }

  private Outcome outcome(List<Held> gateways, List<Held> clients, Requests requests, int count) {
    double payload = requests.size() / KIB;
    double beyond =
        Numbers.median(gateways.stream().map(held -> held.kibPerCall() - payload).toList());
    List<Row> rows = new ArrayList<>();
    for (int round = 0; round < gateways.size(); round++) {
      rows.add(row("gateway", payload, gateways.get(round)));
      rows.add(row("HTTP client alone", payload, clients.get(round)));
    }
    return new Outcome(
        "d",
        title(),
        ("%,d requests of about 1 KB at a provider that takes %d s: the heap that is live"
                + " after a full collection (`jcmd <pid> GC.class_histogram`) with the calls in"
                + " flight, less the mean of before and after. The baseline is the gateway's HTTP"
                + " client alone with the same calls, in the process of the load.")
            .formatted(count, CALL.toSeconds()),
        List.of(new Table("", rows)),
        List.of(
            Aim.atMost("KiB of heap for a call in flight, beyond its payload", beyond, AIM_KIB)),
        List.of(),
        List.of(
            "Memory outside of the heap is not in these figures: RocksDB's, and buffers of the"
                + " network."));
  }

  private static Row row(String subject, double payload, Held held) {
    return Row.of(subject)
        .with("calls in flight", held.calls())
        .with("heap before MiB", held.before() / KIB / KIB)
        .with("during MiB", held.during() / KIB / KIB)
        .with("after MiB", held.after() / KIB / KIB)
        .with("KiB a call", held.kibPerCall())
        .with("of it payload", payload)
        .with("lost or failed", held.lost());
  }
}
