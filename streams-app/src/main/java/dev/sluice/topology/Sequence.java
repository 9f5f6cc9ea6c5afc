package dev.sluice.topology;

import java.nio.ByteBuffer;

/**
 * The progress of a partition's decisions.
 *
 * @param last the last sequence number, from 1; 0 before the first
 * @param clockMs the highest append time of a decision, in milliseconds since 1970
 * @param decided the last offset of the requests topic that was decided; -1 before the first
 */
record Sequence(long last, long clockMs, long decided) {
  static final Sequence START = new Sequence(0, 0, -1);

  private static final byte FORMAT = 1;
  private static final int BYTES = 1 + 3 * Long.BYTES;

  Sequence next() {
    return new Sequence(last + 1, clockMs, decided);
  }

  Sequence at(long appendTimeMs, long offset) {
    return new Sequence(last, Math.max(clockMs, appendTimeMs), offset);
  }

  Sequence rewound(long toMs) {
    return new Sequence(last, Math.min(clockMs, toMs), decided);
  }

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put(FORMAT)
        .putLong(last)
        .putLong(clockMs)
        .putLong(decided)
        .array();
  }

  static Sequence decode(byte[] row) {
    ByteBuffer in = ByteBuffer.wrap(row);
    if (row.length != BYTES || in.get() != FORMAT) {
      throw new IllegalStateException(
          "a stored sequence has a format that this release can't read");
    }
    return new Sequence(in.getLong(), in.getLong(), in.getLong());
  }
}
