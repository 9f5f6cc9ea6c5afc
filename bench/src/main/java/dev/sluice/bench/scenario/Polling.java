package dev.sluice.bench.scenario;

import dev.sluice.bench.load.Flow;
import dev.sluice.bench.load.LatestIds;
import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Polls;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.load.Tenants;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.Child;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Probe;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** How many polls are answered while requests are worked off, and what waiting polls cost. */
public final class Polling implements Scenario {
  private static final int WIDTH = 32;
  private static final int KEPT = 10_000;
  private static final int ROUNDS = 2;
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration SLOW_CALL = Duration.ofSeconds(45);
  private static final Duration SLOW_WAIT = Duration.ofSeconds(55);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final String SLOW = "slow";
  private static final double KIB = 1024;

  /** The gateway at full load, with or without polls beside it. */
  private record Busy(Round round, Polls.Polled polled) {}

  /** What was live in the heap while so many polls waited. */
  private record Waiting(long polls, long before, long during, int answered, int failed) {}

  @Override
  public String ids() {
    return "g";
  }

  @Override
  public String title() {
    return "Polls";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    Tenants tenants = Bench.tenants();
    GatewayConfig config =
        new GatewayConfig(
            List.of(
                new GatewayConfig.Route(
                    GatewayConfig.ROUTE, Script.answering(Duration.ZERO, Bench.ANSWER)),
                new GatewayConfig.Route(SLOW, Script.answering(SLOW_CALL, Bench.ANSWER))),
            2 * bench.scale().waitingPolls(),
            GatewayConfig.roomy(tenants.names(), Polls::key));
    try (Rig rig = bench.rig("g")) {
      Child gateway = rig.gateway(config);
      Requests requests = Bench.requests(rig, tenants, Bench.PROMPT);
      try (LoadClient client =
              Bench.client(rig, Subject.gatewayWithPolling(), requests, LoadClient.BATCHING_MS);
          Polls polls = new Polls(gateway.address(), 2 * bench.scale().waitingPolls())) {
        Bench.warmUp(bench, List.of(client));
        List<Busy> without = new ArrayList<>();
        List<Busy> plain = new ArrayList<>();
        List<Busy> waiting = new ArrayList<>();
        for (int round = 0; round < Math.min(ROUNDS, bench.scale().rounds()); round++) {
          bench.tell("round %d".formatted(round + 1));
          without.add(busy(bench.scale(), client, polls, 0, Duration.ZERO));
          plain.add(busy(bench.scale(), client, polls, WIDTH, Duration.ZERO));
          waiting.add(busy(bench.scale(), client, polls, WIDTH, WAIT));
        }
        bench.tell("%,d polls that wait".formatted(bench.scale().waitingPolls()));
        try (LoadClient slow =
            Bench.client(rig, Subject.gatewayWithPolling(), requests.withRoute(SLOW), 0)) {
          return List.of(outcome(without, plain, waiting, held(bench, slow, polls, gateway)));
        }
      }
    }
  }

  private static Busy busy(Scale scale, LoadClient client, Polls polls, int width, Duration wait)
      throws Exception {
    boolean waits = !wait.isZero();
    LatestIds ids =
        new LatestIds(
            waits ? GatewayConfig.TOPICS.polling() : GatewayConfig.TOPICS.results(), KEPT);
    client.observe(ids::observe);
    Flow flow = client.closedLoop(scale.window());
    Duration settle = Duration.ofSeconds(2);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (ids.count() == 0 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    // those that wait take the newest, the others any that has ended
    Supplier<Polls.Id> next = waits ? ids::newest : ids::any;
    CompletableFuture<Polls.Polled> polled = new CompletableFuture<>();
    Thread poller =
        new Thread(
            () -> {
              try {
                polled.complete(polls.repeat(width, next, wait, settle.plus(scale.span())));
              } catch (InterruptedException | RuntimeException failed) {
                polled.completeExceptionally(failed);
              }
            },
            "polls");
    poller.setDaemon(true);
    poller.start();
    Round round = flow.measure(settle, scale.span());
    flow.stop(PATIENCE);
    return new Busy(flow.updated(round), polled.get());
  }

  private static Waiting held(Bench bench, LoadClient client, Polls polls, Child gateway)
      throws Exception {
    int count = bench.scale().waitingPolls();
    LatestIds ids = new LatestIds(GatewayConfig.TOPICS.polling(), count);
    client.observe(ids::observe);
    Flow flow = client.burst(count);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (ids.count() < count && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    long before = gateway.liveHeapBytes();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    ids.all().forEach(id -> polls.hold(id, SLOW_WAIT, answered, failed));
    Probe probe = new Probe();
    long waiting = 0;
    while (waiting < count && answered.get() + failed.get() == 0 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      waiting = Math.round(probe.metric(gateway.address(), "sluice_http_waiting"));
    }
    long during = gateway.liveHeapBytes();
    flow.stop(PATIENCE);
    while (answered.get() + failed.get() < ids.all().size() && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    return new Waiting(waiting, before, during, answered.get(), failed.get());
  }

  private Outcome outcome(List<Busy> without, List<Busy> plain, List<Busy> waiting, Waiting held) {
    return new Outcome(
        "g",
        title(),
        ("%d polls under way over HTTP, each followed by another, while the gateway has as"
                + " much to do as in a). *polls* ask for any of the last %,d results; *polls that"
                + " wait* for the newest polling ID, with `wait=%d`. Then calls of %d s, each with a"
                + " poll that waits for it.")
            .formatted(WIDTH, KEPT, WAIT.toSeconds(), SLOW_CALL.toSeconds()),
        List.of(
            new Table(
                "",
                List.of(
                    row("no polls", without),
                    row("polls", plain),
                    row("polls that wait", waiting))),
            new Table(
                "Memory of polls that wait",
                List.of(
                    Row.of("gateway")
                        .with("waiting", held.polls())
                        .with("heap before MiB", held.before() / KIB / KIB)
                        .with("during MiB", held.during() / KIB / KIB)
                        .with("KiB a poll", (held.during() - held.before()) / KIB / held.polls())
                        .with("answered", (long) held.answered())
                        .with("failed", (long) held.failed())))),
        List.of(),
        List.of(),
        List.of(
            ("A poll's time is that of a closed loop: it tells what the answers took at this"
                    + " rate, not")
                + " what they take at another. *not 200* are 503: a consumer has read a result before the"
                + " view has."));
  }

  private static Row row(String subject, List<Busy> rounds) {
    List<Round> load = rounds.stream().map(Busy::round).toList();
    Row row =
        Row.of(subject)
            .with("requests/s", Numbers.median(load.stream().map(Round::perSecond).toList()))
            .with(
                "polls/s",
                Numbers.median(rounds.stream().map(busy -> busy.polled().perSecond()).toList()))
            .with("gateway CPU cores", load.get(load.size() - 1).usage().cores("gateway"));
    Polls.Polled last = rounds.get(rounds.size() - 1).polled();
    return row.with("poll p50 ms", last.latency().ms(50))
        .with("poll p99 ms", last.latency().ms(99))
        .with("not 200", rounds.stream().mapToLong(busy -> busy.polled().failed()).sum());
  }
}
