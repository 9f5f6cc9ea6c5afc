package dev.sluice.admission;

import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of a row. Format 1: the clock; for each counter metric, window, open calls and
 * the index of its first sub-bucket; for each sub-bucket the gap to the one before with two bits
 * that say whether used and reserved follow, since mostly one of them is zero. Format 2 adds a
 * calendar's time zone and the counts of values; without any of them format 1 is written, which the
 * release before can read too.
 */
public final class ScopeRowCodec {

  private static final int FORMAT = 1;
  private static final int WITH_ZONES_AND_VALUES = 2;
  private static final String WHAT = "a row of limits";
  private static final int USED = 1;
  private static final int RESERVED = 2;
  private static final int FLAG_BITS = 2;

  private ScopeRowCodec() {}

  public static byte[] encode(ScopeRow row) {
    boolean calendars = row.counters().stream().anyMatch(c -> c.id().window().isCalendar());
    boolean second = calendars || !row.values().isEmpty();
    Bytes.Writer out =
        new Bytes.Writer(second ? WITH_ZONES_AND_VALUES : FORMAT).signed(row.lastSeenMs());
    out.unsigned(row.counters().size());
    for (Counter counter : row.counters()) {
      out.unsigned(counter.id().metric().code()).unsigned(counter.id().window().code());
      Bytes.zone(counter.id(), out);
      out.unsigned(counter.open());
      buckets(counter.buckets(), out);
    }
    if (second) {
      out.unsigned(row.values().size());
      row.values()
          .forEach(
              count -> out.unsigned(count.kind()).unsigned(count.rows()).signed(count.goesAtMs()));
    }
    return out.done();
  }

  /**
   * @throws IllegalArgumentException for another format or broken bytes
   */
  public static ScopeRow decode(byte[] bytes) {
    Bytes.Reader in = new Bytes.Reader(WHAT, WITH_ZONES_AND_VALUES, bytes);
    long lastSeenMs = in.signed();
    List<Counter> counters = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
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
    return new Counter(id, buckets(in), open);
  }

  private static void buckets(Buckets buckets, Bytes.Writer out) {
    long previous = buckets.isEmpty() ? 0 : buckets.index(0);
    out.unsigned(buckets.size()).signed(previous);
    for (int i = 0; i < buckets.size(); i++) {
      int flags = (buckets.used(i) == 0 ? 0 : USED) | (buckets.reserved(i) == 0 ? 0 : RESERVED);
      out.unsigned(((buckets.index(i) - previous) << FLAG_BITS) | flags);
      if (buckets.used(i) != 0) {
        out.unsigned(buckets.used(i));
      }
      if (buckets.reserved(i) != 0) {
        out.unsigned(buckets.reserved(i));
      }
      previous = buckets.index(i);
    }
  }

  private static Buckets buckets(Bytes.Reader in) {
    int size = in.count();
    long index = in.signed();
    long[] cells = new long[3 * size];
    for (int at = 0; at < cells.length; at += 3) {
      long gapAndFlags = in.unsigned();
      index += gapAndFlags >>> FLAG_BITS;
      cells[at] = index;
      cells[at + 1] = (gapAndFlags & USED) == 0 ? 0 : in.unsigned();
      cells[at + 2] = (gapAndFlags & RESERVED) == 0 ? 0 : in.unsigned();
    }
    return Buckets.of(cells);
  }
}
