package dev.sluice.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The thresholds that were told of in a window. Immutable.
 *
 * @param thresholds in thousandths, ascending
 */
public record AlertMark(List<Integer> thresholds) {
  public static final AlertMark NONE = new AlertMark(List.of());

  private static final int FORMAT = 1;
  private static final String WHAT = "a mark of a limit's alerts";

  public AlertMark {
    thresholds = List.copyOf(new TreeSet<>(thresholds));
  }

  AlertMark with(int threshold) {
    List<Integer> more = new ArrayList<>(thresholds);
    more.add(threshold);
    return new AlertMark(more);
  }

  /** The stored form. Format 1. */
  public byte[] encode() {
    VarintFormat.Writer out = new VarintFormat.Writer(FORMAT).unsigned(thresholds.size());
    thresholds.forEach(out::unsigned);
    return out.done();
  }

  /**
   * @throws IllegalArgumentException for another format or malformed bytes
   */
  public static AlertMark decode(byte[] bytes) {
    VarintFormat.Reader in = new VarintFormat.Reader(WHAT, FORMAT, bytes);
    List<Integer> thresholds = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      thresholds.add((int) in.unsigned());
    }
    in.end();
    return new AlertMark(thresholds);
  }
}
