package dev.sluice.admission;

import java.util.Arrays;

/**
 * The spans of a counter that are not empty, oldest first; an immutable value. One flat array,
 * because a decision walks and copies several of them.
 */
final class Buckets {
  static final Buckets NONE = new Buckets(new long[0]);

  /** The most that one cell counts, so that the sum over a window can't overflow. */
  static final long MOST = 1L << 53;

  private static final int CELLS = 3;

  /** Index, used, reserved; index, used, reserved; ... */
  private final long[] cells;

  private Buckets(long[] cells) {
    this.cells = cells;
  }

  /**
   * Takes over the array: index, used and reserved of each sub-bucket.
   *
   * @throws IllegalArgumentException unless the indexes rise
   */
  static Buckets of(long... cells) {
    for (int at = CELLS; at < cells.length; at += CELLS) {
      if (cells[at] <= cells[at - CELLS]) {
        throw new IllegalArgumentException("sub-buckets are out of order");
      }
    }
    return cells.length == 0 ? NONE : new Buckets(cells);
  }

  int size() {
    return cells.length / CELLS;
  }

  boolean isEmpty() {
    return cells.length == 0;
  }

  long index(int i) {
    return cells[i * CELLS];
  }

  long used(int i) {
    return cells[i * CELLS + 1];
  }

  long reserved(int i) {
    return cells[i * CELLS + 2];
  }

  long lastIndex() {
    return cells[cells.length - CELLS];
  }

  /** The position of the first one that is not older than an index; the size when all are. */
  int firstFrom(long oldest) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (index(middle) < oldest) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  Buckets without(int oldestOnes) {
    return oldestOnes == 0 ? this : of(Arrays.copyOfRange(cells, oldestOnes * CELLS, cells.length));
  }

  /**
   * Changes the cell of one span, which comes into being where it is missing and goes where nothing
   * is left in it. Nothing falls below zero or rises above {@link #MOST}.
   */
  Buckets plus(long index, long used, long reserved) {
    int at = firstFrom(index);
    boolean there = at < size() && index(at) == index;
    long usedNow = clamped(there ? used(at) : 0, used);
    long reservedNow = clamped(there ? reserved(at) : 0, reserved);
    boolean stays = usedNow != 0 || reservedNow != 0;
    int before = at * CELLS;
    int after = there ? before + CELLS : before;
    long[] next = new long[before + (stays ? CELLS : 0) + cells.length - after];
    System.arraycopy(cells, 0, next, 0, before);
    if (stays) {
      next[before] = index;
      next[before + 1] = usedNow;
      next[before + 2] = reservedNow;
    }
    System.arraycopy(
        cells, after, next, next.length - (cells.length - after), cells.length - after);
    return next.length == 0 ? NONE : new Buckets(next);
  }

  private static long clamped(long value, long change) {
    return Math.max(
        0, Math.min(MOST, Math.min(MOST, value) + Math.max(-MOST, Math.min(MOST, change))));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Buckets that && Arrays.equals(cells, that.cells);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cells);
  }

  @Override
  public String toString() {
    return Arrays.toString(cells);
  }
}
