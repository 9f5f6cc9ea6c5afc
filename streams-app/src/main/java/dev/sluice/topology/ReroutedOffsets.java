package dev.sluice.topology;

import java.nio.ByteBuffer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How far a task has rerouted the records of each topic. When the group's offsets are lost or set
 * back, they are read again, but must not be rerouted again: a policy of long ago would be appended
 * behind those that have replaced it. Confined to the stream thread.
 */
final class ReroutedOffsets {
  private static final byte FORMAT = 1;
  private static final int BYTES = 1 + 2 * Long.BYTES;
  private static final String PREFIX = "rerouted-";

  private final KeyValueStore<String, byte[]> rows;

  /**
   * @param rows the task's {@link StoreNames#SEQUENCE}
   */
  ReroutedOffsets(KeyValueStore<String, byte[]> rows) {
    this.rows = rows;
  }

  /**
   * @param last the offset of the last rerouted record
   * @param latestMs the latest timestamp of all that were rerouted, in milliseconds since 1970
   */
  private record UpTo(long last, long latestMs) {
    static final UpTo NOTHING = new UpTo(-1, Long.MIN_VALUE);

    byte[] encode() {
      return ByteBuffer.allocate(BYTES).put(FORMAT).putLong(last).putLong(latestMs).array();
    }

    static UpTo decode(byte[] row) {
      ByteBuffer in = ByteBuffer.wrap(row);
      if (row.length != BYTES || in.get() != FORMAT) {
        throw new IllegalStateException(
            "a stored offset of rerouted records has a format that this release can't read");
      }
      return new UpTo(in.getLong(), in.getLong());
    }
  }

  /** Whether the record was rerouted before. */
  boolean hold(SourcePosition position, long timestampMs) {
    UpTo upTo = find(position);
    // a topic that was deleted and created again has these offsets too, with later timestamps
    return position.offset() <= upTo.last() && timestampMs <= upTo.latestMs();
  }

  void add(SourcePosition position, long timestampMs) {
    long latestMs = Math.max(timestampMs, find(position).latestMs());
    rows.put(key(position), new UpTo(position.offset(), latestMs).encode());
  }

  private UpTo find(SourcePosition position) {
    byte[] row = rows.get(key(position));
    return row == null ? UpTo.NOTHING : UpTo.decode(row);
  }

  private static String key(SourcePosition position) {
    return PREFIX + position.topic();
  }
}
