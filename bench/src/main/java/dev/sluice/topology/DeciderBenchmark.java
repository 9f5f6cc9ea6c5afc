package dev.sluice.topology;

import dev.sluice.admission.BusyTenant;
import dev.sluice.admission.DecisionTime;
import dev.sluice.admission.PayloadHash;
import dev.sluice.admission.Price;
import dev.sluice.admission.Prices;
import dev.sluice.admission.PriorClaims;
import dev.sluice.admission.ScopeRows;
import dev.sluice.bench.Examples;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.screening.RequestScreening;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A request's whole way to its decision: access, plan, token estimate and prices, eight limits. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 20, time = 1)
@Measurement(iterations = 5, time = 1)
public class DeciderBenchmark {
  private final Decider decider =
      new Decider(
          Examples.ROUTES,
          Duration.ofMinutes(10),
          10_000,
          new Estimator(
              new Prices(Map.of("gpt-4o-mini", new Price(150_000, 75_000, 600_000))), 1_024),
          new RequestScreening(GuardrailKinds.installed()));
  private final Candidate candidate = candidate();
  private final ScopeRows rows = BusyTenant.stored(new BusyTenant().asBytes());

  @Benchmark
  public Decision decide() {
    return decider.decide(candidate, null, rows, new Backlog(0, true, PriorClaims.NOBODY));
  }

  private static Candidate candidate() {
    byte[] payload = new byte[1_000];
    Inbound inbound =
        new Inbound(
            BusyTenant.TENANT_NAME,
            BusyTenant.POLICY,
            Examples.NOW,
            null,
            new SourcePosition("sluice.requests", 3, 118_004));
    return new Candidate(
        inbound,
        BusyTenant.TENANT_NAME,
        Examples.REQUEST,
        payload,
        PayloadHash.ofPayload(payload),
        DecisionTime.at(Examples.NOW.toEpochMilli()));
  }
}
