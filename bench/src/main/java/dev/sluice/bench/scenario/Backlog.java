package dev.sluice.bench.scenario;

import dev.sluice.bench.check.Accuracy;
import dev.sluice.bench.check.Decisions;
import dev.sluice.bench.check.ReferenceLimiter;
import dev.sluice.bench.check.TopicScan;
import dev.sluice.bench.load.Counts;
import dev.sluice.bench.load.Flow;
import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.load.Tenants;
import dev.sluice.bench.report.Aim;
import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Plot;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import dev.sluice.bench.rig.GatewayConfig;
import dev.sluice.bench.rig.Meter;
import dev.sluice.bench.rig.Rig;
import dev.sluice.bench.rig.Script;
import dev.sluice.bench.rig.Usage;
import dev.sluice.wire.EventHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** How fast a backlog goes away, and whether the limits hold while it does. */
public final class Backlog implements Scenario {
  private static final ReferenceLimiter.Limit SECOND = new ReferenceLimiter.Limit(20, 1_000);
  private static final ReferenceLimiter.Limit MINUTE = new ReferenceLimiter.Limit(100, 60_000);
  private static final int TENANTS = 1_000;
  private static final int FEWEST_EACH = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final String POLICIES =
      """
      unknown_tenants:
        limits:
          - {per: tenant, metric: requests, amount: %d, window: 1s}
          - {per: tenant, metric: requests, amount: %d, window: 1m}
      """
          .formatted(SECOND.amount(), MINUTE.amount());

  private interface Start {
    void now() throws Exception;
  }

  /** How one subject got through the backlog. */
  private record Drain(String subject, double seconds, Counts counts, Usage usage) {
    long ended() {
      return counts.sent() - counts.missing();
    }

    double perSecond() {
      return ended() / seconds;
    }

    Row row() {
      return Row.of(subject)
          .with("records", ended())
          .with("seconds", seconds)
          .with("records/s", perSecond())
          .with("its CPU µs/record", usage.cpu(subject).toNanos() / 1e3 / ended())
          .with("broker CPU µs/record", usage.cpu("broker").toNanos() / 1e3 / ended())
          .with("its memory MiB", usage.residentMib(subject));
    }

    Plot.Line line() {
      List<Double> seconds = new ArrayList<>();
      List<Double> rates = new ArrayList<>();
      for (int second = 0; second < Math.ceil(this.seconds); second++) {
        seconds.add(second + 1.0);
        rates.add((double) counts.perSecond().get(second));
      }
      return new Plot.Line(subject, seconds, rates);
    }
  }

  @Override
  public String ids() {
    return "e";
  }

  @Override
  public String title() {
    return "A backlog against limits";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    GatewayConfig config =
        GatewayConfig.roomy(Script.answering(Duration.ZERO, Bench.ANSWER)).withPolicies(POLICIES);
    int count = bench.scale().backlog();
    String input = GatewayConfig.TOPICS.requests();
    try (Rig rig = bench.rig("e")) {
      // makes the topics, and registers the schemas
      rig.gateway(config);
      rig.stop("gateway");
      int tenants = Math.min(TENANTS, count / FEWEST_EACH);
      Requests requests =
          Bench.requests(rig, Tenants.spread(tenants, GatewayConfig.PARTITIONS), Bench.PROMPT);
      rig.createIdentityTopics();
      try (LoadClient baseline =
              Bench.client(rig, Subject.identity(input), requests, LoadClient.BATCHING_MS);
          LoadClient candidate =
              Bench.client(rig, Subject.gateway(), requests, LoadClient.BATCHING_MS)) {
        bench.tell("publishing %,d requests of %,d tenants".formatted(count, tenants));
        Flow published = baseline.burst(count);
        published.awaitPublished();
        bench.tell("identity drains them");
        Drain identity = drain(published, "identity", () -> rig.identity(input), rig.meter());
        rig.stop("identity");
        bench.tell("the gateway drains them");
        Drain gateway =
            drain(candidate.follow(published), "gateway", () -> rig.gateway(config), rig.meter());
        bench.tell("comparing the decisions");
        return List.of(outcome(count, tenants, identity, gateway, accuracy(rig)));
      }
    }
  }

  private static Drain drain(Flow flow, String subject, Start start, Meter meter) throws Exception {
    start.now();
    Meter.Reading before = meter.read();
    long from = System.nanoTime();
    flow.count(PATIENCE);
    long earlier = flow.counts().sent() - flow.counts().missing();
    var unused = flow.awaitEnds(flow.counts().sent(), PATIENCE);
    double seconds = (System.nanoTime() - from) / 1e9;
    Usage usage = meter.read().since(before);
    Counts counts = flow.counts();
    // the few that came back before it said that it was ready are not of these seconds
    double share = 1 - (double) earlier / counts.sent();
    return new Drain(subject, seconds / share, counts, usage);
  }

  private static Accuracy accuracy(Rig rig) {
    Decisions decisions = new Decisions();
    TopicScan.of(
        rig.bootstrapServers(),
        GatewayConfig.TOPICS.polling(),
        (id, event) -> decisions.admitted(id));
    TopicScan.of(
        rig.bootstrapServers(),
        GatewayConfig.TOPICS.errors(),
        (id, error) -> {
          // with a polling ID it is the end of a call that was admitted
          if (error.headers().lastHeader(EventHeaders.POLLING_ID) == null) {
            decisions.rejected(id);
          }
        });
    Accuracy accuracy = new Accuracy(new ReferenceLimiter(List.of(SECOND, MINUTE)), decisions);
    TopicScan.of(
        rig.bootstrapServers(),
        GatewayConfig.TOPICS.requests(),
        (id, request) ->
            accuracy.request(id, Objects.requireNonNull(request.key()), request.timestamp()));
    return accuracy;
  }

  private Outcome outcome(
      int count, int tenants, Drain identity, Drain gateway, Accuracy accuracy) {
    return new Outcome(
        "e",
        title(),
        ("%,d requests of %,d tenants, published while nothing ran, against two limits of"
                + " each tenant: %d in any second and %d in any minute, by the time at which the"
                + " broker appended them. identity copies the same topic, then the gateway decides on"
                + " each and calls a provider that takes no time for those that it admits. Both start"
                + " cold.")
            .formatted(count, tenants, SECOND.amount(), MINUTE.amount()),
        List.of(
            new Table("", List.of(identity.row(), gateway.row())),
            new Table(
                "Decisions, read from the topics and held against a reference that was written for"
                    + " this",
                List.of(
                    Row.of("gateway")
                        .with("requests", accuracy.requests())
                        .with("admitted", accuracy.admitted())
                        .with("wrongly admitted", accuracy.wronglyAdmitted())
                        .with("wrongly rejected", accuracy.wronglyRejected())
                        .with("undecided", accuracy.undecided())
                        .with("exact %", accuracy.percentExact())))),
        List.of(Aim.atLeast("decisions that are exact, %", accuracy.percentExact(), 100)),
        List.of(
            new Plot(
                "backlog",
                "Draining %,d requests".formatted(count),
                "second",
                "records/s",
                false,
                List.of(identity.line(), gateway.line()))),
        gateway.counts().missing() == 0
            ? List.of()
            : List.of(
                "**The gateway had not ended %,d of them after %d minutes.**"
                    .formatted(gateway.counts().missing(), PATIENCE.toMinutes())));
  }
}
