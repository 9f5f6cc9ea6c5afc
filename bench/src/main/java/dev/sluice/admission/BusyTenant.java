package dev.sluice.admission;

import static dev.sluice.admission.Scope.KEY;
import static dev.sluice.admission.Scope.TENANT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tenant with eight limits and one key that has been busy for an hour: every sub-bucket of every
 * window counts something, some calls are open, and most are settled.
 */
public final class BusyTenant {
  public static final String TENANT_NAME = "acme";

  /** 2026-11-21T12:00:00Z. */
  public static final long NOW_MS = 1_795_262_400_000L;

  static final DecisionTime NOW = DecisionTime.at(NOW_MS);

  public static final Policy POLICY =
      Policy.of(
          7,
          List.of(
              limit(TENANT, Metric.REQUESTS, Window.SECOND),
              limit(TENANT, Metric.REQUESTS, Window.MINUTE),
              limit(TENANT, Metric.TOKENS, Window.MINUTE),
              limit(TENANT, Metric.INPUT_TOKENS, Window.HOUR),
              limit(TENANT, Metric.SPEND, Window.MONTH),
              limit(TENANT, Metric.CONCURRENT, Window.NONE),
              limit(KEY, Metric.TOKENS, Window.MINUTE),
              limit(KEY, Metric.SPEND, Window.DAY)));

  public static final AdmissionRequest REQUEST =
      AdmissionRequest.of(
          TENANT_NAME,
          PolicyKey.DEFAULT,
          null,
          "chat",
          Map.of(Metric.INPUT_TOKENS, 230L, Metric.TOKENS, 1_254L, Metric.SPEND, 1_100L));

  private static final UsageAmounts USED = new UsageAmounts(215, 180, 412L);
  private static final long HOUR_MS = 3_600_000;
  private static final long MINUTES_MS = 90_000;

  /** Open at any time: 100 a second for 2 s each. */
  private static final int OPEN = 200;

  private final Map<ScopeValue, ScopeRow> rows = new HashMap<>();

  /** All of whose calls use the same. */
  public BusyTenant() {
    this(() -> USED);
  }

  /**
   * @param used by each of its calls
   */
  BusyTenant(Supplier<UsageAmounts> used) {
    Reservation[] open = new Reservation[OPEN];
    long at = NOW_MS - HOUR_MS;
    for (int i = 0; at < NOW_MS; i++) {
      int slot = i % OPEN;
      if (open[slot] != null) {
        write(Admission.settle(open[slot], used.get(), asRows(), at).changedRows());
      }
      LimitDecision.Admitted admitted =
          (LimitDecision.Admitted)
              Admission.decide(POLICY, REQUEST, PriorClaims.NOBODY, asRows(), DecisionTime.at(at));
      write(admitted.changedRows());
      open[slot] = admitted.reservation();
      // an hour at 4 a second is enough for its windows; then 100 a second
      at += at < NOW_MS - MINUTES_MS ? 250 : 10;
    }
  }

  /** As values, as if they had been read already. */
  public ScopeRows asRows() {
    return new Rows() {
      @Override
      public @Nullable ScopeRow find(ScopeValue scope) {
        return rows.get(scope);
      }
    };
  }

  Map<ScopeValue, ScopeRow> rows() {
    return Map.copyOf(rows);
  }

  /** As the stores hold them, by key. */
  public Map<String, byte[]> asBytes() {
    Map<String, byte[]> bytes = new HashMap<>();
    rows.forEach((scope, row) -> bytes.put(scope.storeKey(), ScopeRowCodec.encode(row)));
    return bytes;
  }

  /** What a decision on one more request sets aside. */
  public Reservation reservation() {
    LimitDecision decision = Admission.decide(POLICY, REQUEST, PriorClaims.NOBODY, asRows(), NOW);
    LimitDecision.Admitted admitted = (LimitDecision.Admitted) decision;
    write(admitted.changedRows());
    return admitted.reservation();
  }

  private void write(Map<ScopeValue, ScopeRow> changed) {
    rows.putAll(changed);
  }

  private static Limit limit(Scope scope, Metric metric, Window window) {
    return Limit.of(Set.of(scope), metric, Limit.MAX_AMOUNT, window);
  }

  /** Rows of tenants none of whose limits caps its values. */
  abstract static class Rows implements ScopeRows {
    @Override
    public void eachOf(String tenant, BiConsumer<ScopeValue, ScopeRow> visitor) {
      throw new UnsupportedOperationException("no limit caps its values");
    }
  }

  /** Rows that are decoded whenever they are read, as the gateway's stores do. */
  public static ScopeRows stored(Map<String, byte[]> bytes) {
    return new Rows() {
      @Override
      public @Nullable ScopeRow find(ScopeValue scope) {
        byte[] row = bytes.get(scope.storeKey());
        return row == null ? null : ScopeRowCodec.decode(row);
      }
    };
  }

  /** The sizes of the rows, in bytes. */
  public static void main(String[] args) {
    Random chance = new Random(17);
    print("every call the same", new BusyTenant());
    print(
        "calls of up to 40,000 tokens",
        new BusyTenant(
            () ->
                new UsageAmounts(
                    chance.nextInt(32_000), chance.nextInt(8_000), (long) chance.nextInt(20_000))));
  }

  private static void print(String calls, BusyTenant tenant) {
    System.out.printf("%s: %s%n", calls, sizes(tenant.asBytes()));
  }

  private static Map<String, Integer> sizes(Map<String, byte[]> rows) {
    Map<String, Integer> sizes = new TreeMap<>();
    rows.forEach((key, row) -> sizes.put(key, row.length));
    return sizes;
  }
}
