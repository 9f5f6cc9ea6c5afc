package dev.sluice.admission;

import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of a row. Format 1: the clock; for each counter metric, window, a calendar's time
 * zone, open calls, and its sub-buckets as {@link BucketAmounts}, used and reserved by themselves;
 * the counts of values.
 */
public final class ScopeRowCodec {

  private static final int FORMAT = 1;
  private static final int EXPECTED_BYTES = 1_024;
  private static final String WHAT = "a row of limits";

  private ScopeRowCodec() {}

  public static byte[] encode(ScopeRow row) {
    VarintFormat.Writer out =
        new VarintFormat.Writer(FORMAT, EXPECTED_BYTES).signed(row.lastSeenMs());
    out.unsigned(row.counters().size());
    for (Counter counter : row.counters()) {
      out.unsigned(counter.id().metric().code()).unsigned(counter.id().window().code());
      VarintFormat.zone(counter.id(), out);
      out.unsigned(counter.open());
      counter.buckets().used().write(out);
      counter.buckets().reserved().write(out);
    }
    out.unsigned(row.values().size());
    for (ValueCount count : row.values()) {
      out.unsigned(count.kind()).unsigned(count.rows()).signed(count.goesAtMs());
    }
    return out.done();
  }

  /**
   * Shares the bytes, which must not be changed afterwards.
   *
   * @throws IllegalArgumentException for another format or malformed bytes
   */
  public static ScopeRow decode(byte[] bytes) {
    VarintFormat.Reader in = new VarintFormat.Reader(WHAT, FORMAT, bytes);
    long lastSeenMs = in.signed();
    int size = in.count();
    List<Counter> counters = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      counters.add(counter(in));
    }
    List<ValueCount> values = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      values.add(new ValueCount((int) in.unsigned(), (int) in.unsigned(), in.signed()));
    }
    in.end();
    return new ScopeRow(lastSeenMs, counters, values);
  }

  private static Counter counter(VarintFormat.Reader in) {
    Metric metric = Metric.ofCode((int) in.unsigned());
    Window window = Window.ofCode((int) in.unsigned());
    CounterId id = VarintFormat.counterId(metric, window, in);
    long open = in.unsigned();
    return new Counter(id, new Buckets(BucketAmounts.read(in), BucketAmounts.read(in)), open);
  }
}
