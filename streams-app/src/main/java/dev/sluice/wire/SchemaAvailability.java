package dev.sluice.wire;

import org.jspecify.annotations.Nullable;

/** Whether records can be decoded without waiting for the schema registry. Any thread. */
public interface SchemaAvailability {
  /**
   * Whether a deserializer has all that it needs for a record that is next; looks up what it lacks,
   * before anything else. Never blocks.
   *
   * @param value its first five bytes will do
   */
  boolean isSettled(String topic, byte @Nullable [] value);

  /** Looks up what a deserializer will need for a record that is behind another one. */
  void prepare(String topic, byte @Nullable [] value);
}
