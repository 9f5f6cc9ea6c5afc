package dev.sluice.delta;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Questions for offsets of the deltas topic. Never blocks, never throws; any thread. */
interface TopicOffsets extends AutoCloseable {

  /** Where the partition ends at some time after the question. */
  CompletionStage<Long> end(int partition);

  /** From where on the partition has everything that is appended at that time or later. */
  CompletionStage<Long> since(int partition, Instant time);

  @Override
  void close();
}
