package dev.sluice.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The decoded value of a record. */
public sealed interface Decoded<T> {

  /**
   * @param size its bytes on the wire
   * @param signed these bytes, read-only, if the record carries a signature over them
   */
  @SuppressWarnings("JavaLangClash") // always written as Decoded.Readable
  record Readable<T>(T value, int size, @Nullable ByteBuffer signed) implements Decoded<T> {
    public Readable(T value, int size) {
      this(value, size, null);
    }
  }

  /**
   * Bytes that are not such a record, permanently.
   *
   * @param bytes all of them; the reader's own, so don't change them
   * @param reason what is wrong with them, for display
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Unreadable<T>(byte[] bytes, String reason) implements Decoded<T> {}

  /** The record has no value: a withdrawal on a compacted topic, or a tick. */
  record Absent<T>() implements Decoded<T> {}
}
