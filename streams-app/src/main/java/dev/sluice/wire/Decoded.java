package dev.sluice.wire;

/** What the value of a record turned out to be. */
public sealed interface Decoded<T> {

  /**
   * @param size the bytes that it took on the wire
   */
  @SuppressWarnings("JavaLangClash") // written Decoded.Readable everywhere
  record Readable<T>(T value, int size) implements Decoded<T> {}

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
