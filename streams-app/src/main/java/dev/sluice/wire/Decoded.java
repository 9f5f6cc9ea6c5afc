package dev.sluice.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the value of a record turned out to be. */
public sealed interface Decoded<T> {

  /**
   * @param size the bytes that it took on the wire
   * @param signed these bytes, read-only, where the record carries a signature over them
   */
  @SuppressWarnings("JavaLangClash") // written Decoded.Readable everywhere
  record Readable<T>(T value, int size, @Nullable ByteBuffer signed) implements Decoded<T> {
    public Readable(T value, int size) {
      this(value, size, null);
    }
  }

  /**
   * Bytes that are no such record, now and for good.
   *
   * @param bytes all of them; the reader's own, to be left unchanged
   * @param reason what is wrong with them, for a person
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Unreadable<T>(byte[] bytes, String reason) implements Decoded<T> {}

  /** The record has no value: a withdrawal on a compacted topic, or a tick. */
  record Absent<T>() implements Decoded<T> {}
}
