package dev.sluice.admission;

import java.util.Arrays;

/**
 * The spans of a counter that are not empty, oldest first; an immutable value. One flat array,
 * because a decision walks and copies several of them.
 */
final class Buckets {
  static final Buckets NONE = new Buckets(new long[0], 0, 0);

  /** The most that one cell counts, so that the sum over a window can't overflow. */
  static final long MOST = 1L << 53;

  private static final int CELLS = 3;

  /** Index, used, reserved; index, used, reserved; ... */
  private final long[] cells;

  private final long used;
  private final long reserved;

  private Buckets(long[] cells, long used, long reserved) {
    this.cells = cells;
    this.used = used;
    this.reserved = reserved;
  }

  /**
   * Takes over the array: index, used and reserved of each sub-bucket.
   *
   * @throws IllegalArgumentException unless the indexes rise
   */
  static Buckets of(long... cells) {
    if (cells.length == 0) {
      return NONE;
    }
    long used = cells[1];
    long reserved = cells[2];
    for (int at = CELLS; at < cells.length; at += CELLS) {
      if (cells[at] <= cells[at - CELLS]) {
        throw new IllegalArgumentException("sub-buckets are out of order");
      }
      used += cells[at + 1];
      reserved += cells[at + 2];
    }
    return new Buckets(cells, used, reserved);
  }

  /** Of all spans together. */
  long used() {
    return used;
  }

  /** Of all spans together. */
  long reserved() {
    return reserved;
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
    long usedBefore = there ? used(at) : 0;
    long reservedBefore = there ? reserved(at) : 0;
    long usedNow = clamped(usedBefore, used);
    long reservedNow = clamped(reservedBefore, reserved);
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
    return next.length == 0
        ? NONE
        : new Buckets(
            next, this.used - usedBefore + usedNow, this.reserved - reservedBefore + reservedNow);
  }

  /** What fell into later spans than this one falls into it. */
  Buckets rewound(long index) {
    int later = firstFrom(index + 1);
    Buckets rewound = of(Arrays.copyOf(cells, later * CELLS));
    for (int i = later; i < size(); i++) {
      rewound = rewound.plus(index, used(i), reserved(i));
    }
    return rewound;
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
