package dev.sluice.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The amounts of a counter's time buckets, oldest first; buckets without an amount take no space.
 * Immutable. Covers the {@value #SPANS} buckets up to the newest one, which is more than any window
 * counts; older ones are dropped.
 *
 * <p>Amounts are kept as rows store them, each in as many bytes as the largest one needs. So a row
 * is read and written by copying, and a decision changes a few bytes. Equal amounts have equal
 * bytes.
 */
final class BucketAmounts {
  static final int SPANS = Long.SIZE;
  static final BucketAmounts NONE = new BucketAmounts(0, 0, 0, new byte[0], 0, 0);

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The index of the oldest bucket. */
  private final long first;

  /** Bit n stands for the bucket {@code first + n}, so bit 0 is set unless there is no bucket. */
  private final long present;

  private final int width;
  private final byte[] bytes;

  /** Where the oldest amount begins in the array, which may be shared. */
  private final int from;

  private final long sum;

  private BucketAmounts(long first, long present, int width, byte[] bytes, int from, long sum) {
    this.first = first;
    this.present = present;
    this.width = width;
    this.bytes = bytes;
    this.from = from;
    this.sum = sum;
  }

  /**
   * The reverse of {@link #write}. Shares the bytes that it reads.
   *
   * @throws IllegalArgumentException for bytes that {@link #write} never writes
   */
  static BucketAmounts read(VarintFormat.Reader in) {
    long present = in.unsigned();
    if (present == 0) {
      return NONE;
    }
    long first = in.signed();
    int width = (int) in.unsigned();
    if ((present & 1) == 0 || width < 1 || width > Long.BYTES) {
      throw in.broken("its cells are not those of a counter");
    }
    int size = Long.bitCount(present);
    int from = in.skip(size * width);
    byte[] bytes = in.array();
    long sum = 0;
    long together = 0;
    for (int at = from, end = from + size * width; at < end; at += width) {
      long amount = number(bytes, at, width);
      sum += amount;
      together |= amount;
    }
    if (widthOf(together) != width) {
      throw in.broken("its cells are wider than their amounts");
    }
    return new BucketAmounts(first, present, width, bytes, from, sum);
  }

  /** Writes the bit set of buckets, the oldest index, the width of an amount, and all amounts. */
  void write(VarintFormat.Writer out) {
    out.unsigned(present);
    if (present != 0) {
      out.signed(first).unsigned(width).raw(bytes, from, size() * width);
    }
  }

  boolean isEmpty() {
    return present == 0;
  }

  /** The sum over all buckets. */
  long sum() {
    return sum;
  }

  /** The newest bucket with an amount; {@link Long#MIN_VALUE} if there is none. */
  long lastIndex() {
    return isEmpty() ? Long.MIN_VALUE : first + SPANS - 1 - Long.numberOfLeadingZeros(present);
  }

  /** The oldest such bucket at or after an index; {@link Long#MAX_VALUE} if there is none. */
  long nextFrom(long index) {
    long later = after(index);
    return later == 0 ? Long.MAX_VALUE : Math.max(first, index) + Long.numberOfTrailingZeros(later);
  }

  /** The amount of one bucket. */
  long at(long index) {
    return isThere(index) ? amount(before(index)) : 0;
  }

  /** Without the buckets before an index. */
  BucketAmounts from(long oldest) {
    if (oldest <= first || isEmpty()) {
      return this;
    }
    long rest = after(oldest);
    if (rest == 0) {
      return NONE;
    }
    int dropped = size() - Long.bitCount(rest);
    long sumDropped = 0;
    long together = 0;
    for (int i = 0; i < dropped; i++) {
      long amount = amount(i);
      sumDropped += amount;
      together |= amount;
    }
    int gap = Long.numberOfTrailingZeros(rest);
    BucketAmounts kept =
        new BucketAmounts(
            oldest + gap, rest >>> gap, width, bytes, from + dropped * width, sum - sumDropped);
    return widthOf(together) == width ? kept.narrowed() : kept;
  }

  /** Replaces the amount of one bucket. */
  BucketAmounts with(long index, long amount) {
    if (isEmpty()) {
      return amount == 0
          ? NONE
          : new BucketAmounts(index, 0, 0, bytes, 0, 0).spliced(index, 1, 0, 0, amount);
    }
    if (index - first >= SPANS) {
      return amount == 0 ? this : from(index - SPANS + 1).with(index, amount);
    }
    if (index < first) {
      long shift = first - index;
      boolean tooOld = shift >= Long.numberOfLeadingZeros(present) + 1;
      return tooOld || amount == 0 ? this : spliced(index, present << shift | 1, 0, 0, amount);
    }
    long bit = 1L << (index - first);
    int replaced = isThere(index) ? 1 : 0;
    return spliced(
        first, amount == 0 ? present & ~bit : present | bit, before(index), replaced, amount);
  }

  /** Moves the amounts of later buckets into this one, up to a maximum. */
  BucketAmounts rewound(long index, long most) {
    long moved = at(index);
    BucketAmounts rest = this;
    for (long later = nextFrom(index + 1); later != Long.MAX_VALUE; later = nextFrom(later + 1)) {
      moved = Math.min(most, moved + Math.min(most, at(later)));
      rest = rest.with(later, 0);
    }
    return rest.with(index, moved);
  }

  /** Inserts, replaces or removes one amount; zero removes it. */
  private BucketAmounts spliced(long first, long present, int place, int replaced, long amount) {
    if (present == 0) {
      return NONE;
    }
    long former = replaced == 0 ? 0 : amount(place);
    int after = place + replaced;
    int wide = Math.max(width, widthOf(amount));
    byte[] next = new byte[Long.bitCount(present) * wide];
    int at = copy(0, place, next, 0, wide);
    if (amount != 0) {
      put(next, at, wide, amount);
      at += wide;
    }
    copy(after, size() - after, next, at, wide);
    int gap = Long.numberOfTrailingZeros(present);
    BucketAmounts spliced =
        new BucketAmounts(first + gap, present >>> gap, wide, next, 0, sum - former + amount);
    boolean shrank = widthOf(former) == wide && widthOf(amount) < wide;
    return shrank ? spliced.narrowed() : spliced;
  }

  /** Uses as few bytes per amount as the largest remaining one needs. */
  private BucketAmounts narrowed() {
    long together = 0;
    int size = size();
    for (int i = 0; i < size; i++) {
      together |= amount(i);
      if (widthOf(together) == width) {
        return this;
      }
    }
    int narrow = widthOf(together);
    byte[] next = new byte[size * narrow];
    copy(0, size, next, 0, narrow);
    return new BucketAmounts(first, present, narrow, next, 0, sum);
  }

  /** Returns the index after the copy. */
  private int copy(int place, int count, byte[] to, int at, int wide) {
    if (wide == width) {
      System.arraycopy(bytes, from + place * width, to, at, count * width);
    } else {
      for (int i = 0; i < count; i++) {
        put(to, at + i * wide, wide, amount(place + i));
      }
    }
    return at + count * wide;
  }

  int size() {
    return Long.bitCount(present);
  }

  private boolean isThere(long index) {
    long bit = index - first;
    return bit >= 0 && bit < SPANS && (present >>> bit & 1) != 0;
  }

  /**
   * The bits of the buckets from an index on; all of them if the index is the oldest or before it.
   */
  private long after(long index) {
    if (index <= first) {
      return present;
    }
    long passed = index - first;
    return passed < SPANS ? present >>> passed : 0;
  }

  /** How many buckets before an index have an amount. */
  private int before(long index) {
    return size() - Long.bitCount(after(index));
  }

  private long amount(int place) {
    return number(bytes, from + place * width, width);
  }

  private static int widthOf(long amount) {
    return (SPANS - Long.numberOfLeadingZeros(amount) + Byte.SIZE - 1) / Byte.SIZE;
  }

  private static void put(byte[] to, int at, int width, long amount) {
    for (int i = 0; i < width; i++) {
      to[at + i] = (byte) (amount >>> (Byte.SIZE * i));
    }
  }

  private static long number(byte[] bytes, int at, int width) {
    if (at + Long.BYTES <= bytes.length) {
      return (long) EIGHT_BYTES.get(bytes, at) & (-1L >>> (Byte.SIZE * (Long.BYTES - width)));
    }
    long number = 0;
    for (int i = width - 1; i >= 0; i--) {
      number = number << Byte.SIZE | (bytes[at + i] & 0xFF);
    }
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BucketAmounts that
        && first == that.first
        && present == that.present
        && sum == that.sum
        && width == that.width
        && Arrays.equals(
            bytes, from, from + size() * width, that.bytes, that.from, that.from + size() * width);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * (31 * first + present) + width);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (long at = nextFrom(first); at != Long.MAX_VALUE; at = nextFrom(at + 1)) {
      text.append(at).append('=').append(at(at)).append(' ');
    }
    return text.append(']').toString();
  }
}
