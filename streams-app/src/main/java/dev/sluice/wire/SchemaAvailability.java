package dev.sluice.wire;

import org.jspecify.annotations.Nullable;

/** Tells whether records can be decoded without waiting for the schema registry. Any thread. */
public interface SchemaAvailability {
  /**
   * Whether the schema ID of a value is known or believed missing; otherwise looks it up, ahead of
   * prepared ones. Never blocks.
   *
   * @param value the first five bytes are enough
   */
  boolean isSettled(String topic, byte @Nullable [] value);

  /** Looks up the schema ID of a value that is needed later. Never blocks. */
  void prepare(String topic, byte @Nullable [] value);
}
