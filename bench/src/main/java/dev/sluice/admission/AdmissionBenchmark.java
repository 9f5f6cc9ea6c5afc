package dev.sluice.admission;

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
import org.openjdk.jmh.infra.Blackhole;

/** One decision, and one settlement, against eight limits on warm rows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 20, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdmissionBenchmark {
  private final BusyTenant tenant = new BusyTenant();
  private final Reservation reservation = tenant.reservation();
  private final UsageAmounts used = new UsageAmounts(215, 180, 412L);
  private final ScopeRows read = tenant.asRows();
  private final Map<String, byte[]> bytes = tenant.asBytes();
  private final Map<ScopeValue, ScopeRow> values = tenant.rows();
  private final ScopeRows stored = BusyTenant.stored(bytes);

  /** The decision alone, on rows that have been read. */
  @Benchmark
  public LimitDecision decide() {
    return Admission.decide(
        BusyTenant.POLICY, BusyTenant.REQUEST, PriorClaims.NOBODY, read, BusyTenant.NOW);
  }

  /** As a stream thread does it, but for the store: rows are decoded, and written back encoded. */
  @Benchmark
  public void decideStored(Blackhole store) {
    LimitDecision decision =
        Admission.decide(
            BusyTenant.POLICY, BusyTenant.REQUEST, PriorClaims.NOBODY, stored, BusyTenant.NOW);
    write(((LimitDecision.Admitted) decision).changedRows(), store);
  }

  /** The end of a call, likewise. */
  @Benchmark
  public void settleStored(Blackhole store) {
    write(Admission.settle(reservation, used, stored, BusyTenant.NOW_MS).changedRows(), store);
  }

  /** The reading half of both: the tenant's row and the key's. */
  @Benchmark
  public void readRows(Blackhole rows) {
    bytes.values().forEach(row -> rows.consume(ScopeRowCodec.decode(row)));
  }

  /** The writing half of both. */
  @Benchmark
  public void writeRows(Blackhole store) {
    write(values, store);
  }

  private static void write(Map<ScopeValue, ScopeRow> rows, Blackhole store) {
    rows.forEach(
        (scope, row) -> {
          store.consume(scope.storeKey());
          store.consume(ScopeRowCodec.encode(row));
        });
  }
}
