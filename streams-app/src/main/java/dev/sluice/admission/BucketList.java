package dev.sluice.admission;

/**
 * The stored form of a counter's sub-buckets in the formats 1 and 2 of a row: how many, the first
 * one's index, and for each the gap to the one before with two bits that say whether used and
 * reserved follow.
 */
final class BucketList {
  private static final int USED = 1;
  private static final int RESERVED = 2;
  private static final int FLAG_BITS = 2;

  private BucketList() {}

  static void write(Buckets buckets, Bytes.Writer out) {
    long oldest = buckets.nextFrom(Long.MIN_VALUE);
    int size = 0;
    for (long at = oldest; at != Long.MAX_VALUE; at = buckets.nextFrom(at + 1)) {
      size++;
    }
    long previous = size == 0 ? 0 : oldest;
    out.unsigned(size).signed(previous);
    for (long at = oldest; at != Long.MAX_VALUE; at = buckets.nextFrom(at + 1)) {
      long used = buckets.used().at(at);
      long reserved = buckets.reserved().at(at);
      int flags = (used == 0 ? 0 : USED) | (reserved == 0 ? 0 : RESERVED);
      out.unsigned(((at - previous) << FLAG_BITS) | flags);
      if (used != 0) {
        out.unsigned(used);
      }
      if (reserved != 0) {
        out.unsigned(reserved);
      }
      previous = at;
    }
  }

  static Buckets read(Bytes.Reader in) {
    int size = in.count();
    long index = in.signed();
    long[] indexes = new long[size];
    long[] used = new long[size];
    long[] reserved = new long[size];
    for (int i = 0; i < size; i++) {
      long gapAndFlags = in.unsigned();
      index += gapAndFlags >>> FLAG_BITS;
      indexes[i] = index;
      used[i] = (gapAndFlags & USED) == 0 ? 0 : in.unsigned();
      reserved[i] = (gapAndFlags & RESERVED) == 0 ? 0 : in.unsigned();
    }
    return new Buckets(Cells.of(size, indexes, used), Cells.of(size, indexes, reserved));
  }
}
