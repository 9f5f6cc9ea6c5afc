package dev.sluice.admission;

import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of a row. Format 1: the clock; for each counter metric, window, open calls and
 * its sub-buckets as {@link BucketList}. Format 2 adds a calendar's time zone and the counts of
 * values; without any of them format 1 was written. Format 3 is format 2 with sub-buckets as {@link
 * Cells}, used and reserved by themselves.
 */
public final class ScopeRowCodec {

  /** The first release that reads format 3. */
  public static final String CELLS_SINCE = "1.2";

  private static final int FORMAT = 1;
  private static final int WITH_ZONES_AND_VALUES = 2;
  private static final int WITH_CELLS = 3;
  private static final int EXPECTED_BYTES = 1_024;
  private static final String WHAT = "a row of limits";

  private ScopeRowCodec() {}

  public static byte[] encode(ScopeRow row) {
    return encode(row, WITH_CELLS);
  }

  /** As releases before {@value #CELLS_SINCE} do. */
  public static byte[] encodeFormer(ScopeRow row) {
    boolean calendars = row.counters().stream().anyMatch(c -> c.id().window().isCalendar());
    return encode(row, calendars || !row.values().isEmpty() ? WITH_ZONES_AND_VALUES : FORMAT);
  }

  private static byte[] encode(ScopeRow row, int format) {
    Bytes.Writer out = new Bytes.Writer(format, EXPECTED_BYTES).signed(row.lastSeenMs());
    out.unsigned(row.counters().size());
    for (Counter counter : row.counters()) {
      out.unsigned(counter.id().metric().code()).unsigned(counter.id().window().code());
      Bytes.zone(counter.id(), out);
      out.unsigned(counter.open());
      if (format >= WITH_CELLS) {
        counter.buckets().used().write(out);
        counter.buckets().reserved().write(out);
      } else {
        BucketList.write(counter.buckets(), out);
      }
    }
    if (format >= WITH_ZONES_AND_VALUES) {
      out.unsigned(row.values().size());
      for (ValueCount count : row.values()) {
        out.unsigned(count.kind()).unsigned(count.rows()).signed(count.goesAtMs());
      }
    }
    return out.done();
  }

  /**
   * Shares the bytes, which must not be changed afterwards.
   *
   * @throws IllegalArgumentException for another format or broken bytes
   */
  public static ScopeRow decode(byte[] bytes) {
    Bytes.Reader in = new Bytes.Reader(WHAT, WITH_CELLS, bytes);
    long lastSeenMs = in.signed();
    int size = in.count();
    List<Counter> counters = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      counters.add(counter(in));
    }
    List<ValueCount> values = new ArrayList<>();
    if (in.format() >= WITH_ZONES_AND_VALUES) {
      for (int left = in.count(); left > 0; left--) {
        values.add(new ValueCount((int) in.unsigned(), (int) in.unsigned(), in.signed()));
      }
    }
    in.end();
    return new ScopeRow(lastSeenMs, counters, values);
  }

  private static Counter counter(Bytes.Reader in) {
    Metric metric = Metric.ofCode((int) in.unsigned());
    Window window = Window.ofCode((int) in.unsigned());
    CounterId id = Bytes.counterId(metric, window, in);
    long open = in.unsigned();
    Buckets buckets =
        in.format() >= WITH_CELLS
            ? new Buckets(Cells.read(in), Cells.read(in))
            : BucketList.read(in);
    return new Counter(id, buckets, open);
  }
}
