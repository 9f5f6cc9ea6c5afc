package dev.sluice.topology;

import dev.sluice.failure.Failure;
import dev.sluice.wire.Decoded;
import org.apache.kafka.streams.processor.api.Record;

/** Handles the records of one topic. Confined to the stream thread. */
interface InputHandler<T> {

  void handle(Record<String, Decoded<T>> record, SourcePosition position);

  /**
   * Answers a record that belongs in another partition.
   *
   * @return false if nobody waits for an answer: then operators get a dead letter
   */
  default boolean refuse(
      Record<String, Decoded<T>> record, SourcePosition position, Failure failure) {
    return false;
  }

  /** Answers whoever waits for a record that can't be handled; operators get a dead letter too. */
  default void giveUp(
      Record<String, Decoded<T>> record, SourcePosition position, Failure failure) {}
}
