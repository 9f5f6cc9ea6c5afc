package dev.sluice.bench.scenario;

import com.google.common.collect.Lists;
import dev.sluice.bench.load.LoadClient;
import dev.sluice.bench.load.Requests;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.load.Subject;
import dev.sluice.bench.load.Tenants;
import dev.sluice.bench.report.Aim;
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

/** Whether a request costs more where there are more tenants. */
public final class ManyTenants implements Scenario {
  private static final int FEW = 10;
  private static final int MORE = 1_000;
  private static final int ROUNDS = 2;
  private static final double COST_AIM = 1.2;

  /** So many tenants, and the rounds that were made with them. */
  private record Crowd(int count, Requests requests, List<Round> identity, List<Round> gateway) {
    static Crowd of(int count, Rig rig) {
      Tenants tenants = Tenants.spread(count, GatewayConfig.PARTITIONS);
      return new Crowd(
          count, Bench.requests(rig, tenants, Bench.PROMPT), new ArrayList<>(), new ArrayList<>());
    }

    double cpuMicros() {
      return Rows.cpuMicros("gateway", gateway);
    }

    Stream<Row> rows() {
      return Stream.of(identity, gateway)
          .map(
              rounds -> {
                String subject = rounds.get(0).subject().name();
                return Row.of("%,d tenants, %s".formatted(count, subject))
                    .with(
                        "requests/s",
                        Numbers.median(rounds.stream().map(Round::perSecond).toList()))
                    .with("its CPU µs/request", Rows.cpuMicros(subject, rounds))
                    .with("broker CPU µs/request", Rows.cpuMicros("broker", rounds))
                    .with(
                        "its memory MiB",
                        rounds.get(rounds.size() - 1).usage().residentMib(subject));
              });
    }
  }

  @Override
  public String ids() {
    return "f";
  }

  @Override
  public String title() {
    return "Numbers of tenants";
  }

  @Override
  public List<Outcome> run(Bench bench) throws Exception {
    Scale scale = bench.scale();
    try (Rig rig = bench.rig("f")) {
      rig.gateway(GatewayConfig.roomy(Script.answering(Duration.ZERO, Bench.ANSWER)));
      rig.identity();
      Crowd most = Crowd.of(scale.manyTenants(), rig);
      List<Crowd> crowds = List.of(Crowd.of(FEW, rig), Crowd.of(MORE, rig), most);
      bench.tell("one request of each of %,d tenants".formatted(most.count()));
      try (LoadClient client = client(rig, Subject.gateway(), most)) {
        client.send(most.count(), scale.window());
      }
      for (int round = 0; round < Math.min(ROUNDS, scale.rounds()); round++) {
        bench.tell("round %d".formatted(round + 1));
        // to and fro, or the one that comes last would be the one that is compiled best
        for (Crowd crowd : round % 2 == 0 ? Lists.reverse(crowds) : crowds) {
          crowd.identity().add(round(rig, Subject.identity(Rig.IDENTITY_IN), crowd, scale));
          crowd.gateway().add(round(rig, Subject.gateway(), crowd, scale));
        }
      }
      return List.of(outcome(crowds));
    }
  }

  private static Round round(Rig rig, Subject subject, Crowd crowd, Scale scale)
      throws InterruptedException {
    try (LoadClient client = client(rig, subject, crowd)) {
      return client.saturate(scale.window(), Duration.ofSeconds(2), scale.span());
    }
  }

  private static LoadClient client(Rig rig, Subject subject, Crowd crowd) {
    return Bench.client(rig, subject, crowd.requests(), LoadClient.BATCHING_MS);
  }

  private Outcome outcome(List<Crowd> crowds) {
    Crowd few = crowds.get(0);
    Crowd most = crowds.get(crowds.size() - 1);
    return new Outcome(
        "f",
        title(),
        "As a), with the requests spread over so many tenants, each of which has three limits and"
            + " has asked once before. identity, which knows of no tenants, takes the same records:"
            + " what changes there is the cost of their keys.",
        List.of(new Table("", crowds.stream().flatMap(Crowd::rows).toList())),
        List.of(
            Aim.atMost(
                "gateway's CPU for a request with %,d tenants over that with %d"
                    .formatted(most.count(), few.count()),
                most.cpuMicros() / few.cpuMicros(),
                COST_AIM)),
        List.of(
            new Plot(
                "tenants",
                "CPU of the gateway for a request, by the number of tenants",
                "tenants: powers of ten",
                "µs",
                false,
                List.of(
                    new Plot.Line(
                        "gateway",
                        crowds.stream().map(crowd -> Math.log10(crowd.count())).toList(),
                        crowds.stream().map(Crowd::cpuMicros).toList())))),
        crowds.stream()
            .flatMap(crowd -> Stream.of(crowd.identity(), crowd.gateway()))
            .flatMap(rounds -> Rows.complaints(rounds).stream())
            .toList());
  }
}
