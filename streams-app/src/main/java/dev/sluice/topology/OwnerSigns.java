package dev.sluice.topology;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the attempts topic has told of the processes that own calls of this partition: when each was
 * last heard of, by its own clock, or that it has ended. Whoever takes the task over counts a lease
 * from there, since it reads only what its predecessor had not. Confined to the stream thread.
 */
final class OwnerSigns {
  private static final byte FORMAT = 1;
  private static final int BYTES = 1 + Long.BYTES;

  /** In place of the time. */
  private static final long ENDED = Long.MIN_VALUE;

  private final KeyValueStore<String, byte[]> rows;

  OwnerSigns(KeyValueStore<String, byte[]> rows) {
    this.rows = rows;
  }

  /**
   * It lived then, so what was told of its end before was wrong. Signs may be written out of order,
   * so one that is older than another changes nothing.
   *
   * @param at by its own clock
   */
  void heard(String ownerId, Instant at) {
    if (at.isAfter(lastHeard(ownerId))) {
      put(ownerId, at.toEpochMilli());
    }
  }

  void ended(String ownerId) {
    put(ownerId, ENDED);
  }

  boolean hasEnded(String ownerId) {
    byte[] row = rows.get(ownerId);
    return row != null && decode(row) == ENDED;
  }

  /** The epoch if it was not heard of, or so long ago that it was forgotten. */
  Instant lastHeard(String ownerId) {
    byte[] row = rows.get(ownerId);
    return row == null || decode(row) == ENDED ? Instant.EPOCH : Instant.ofEpochMilli(decode(row));
  }

  /** Forgets who was not heard of since then; who has ended is of that kind. */
  void forgetUntil(Instant then) {
    List<String> silent = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = rows.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> row = all.next();
        if (decode(row.value) <= then.toEpochMilli()) {
          silent.add(row.key);
        }
      }
    }
    silent.forEach(rows::delete);
  }

  private void put(String ownerId, long at) {
    rows.put(ownerId, encode(at));
  }

  static byte[] encode(long at) {
    return ByteBuffer.allocate(BYTES).put(FORMAT).putLong(at).array();
  }

  static long decode(byte[] row) {
    ByteBuffer in = ByteBuffer.wrap(row);
    if (row.length != BYTES || in.get() != FORMAT) {
      throw new IllegalStateException(
          "a stored sign of an owner has a format that this release can't read");
    }
    return in.getLong();
  }
}
