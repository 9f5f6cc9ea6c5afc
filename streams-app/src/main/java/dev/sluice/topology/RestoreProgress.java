package dev.sluice.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * How far this process's stores are restored from their changelogs. Counts offsets, of which
 * compaction has removed some, so that what is left is an upper bound. Any thread.
 */
public final class RestoreProgress implements StateRestoreListener {
  private final Map<TopicPartition, Long> remaining = new ConcurrentHashMap<>();
  private final LongAdder restored = new LongAdder();

  /** How many stores are being restored. */
  public int stores() {
    return remaining.size();
  }

  /** How many records they have still to read. */
  public long remaining() {
    return remaining.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many records have been read since the process began. */
  public long restored() {
    return restored.sum();
  }

  @Override
  public void onRestoreStart(
      TopicPartition changelog, String store, long startingOffset, long endingOffset) {
    remaining.put(changelog, Math.max(0, endingOffset - startingOffset));
  }

  @Override
  public void onBatchRestored(
      TopicPartition changelog, String store, long batchEndOffset, long records) {
    restored.add(records);
    remaining.computeIfPresent(changelog, (same, left) -> Math.max(0, left - records));
  }

  @Override
  public void onRestoreEnd(TopicPartition changelog, String store, long records) {
    remaining.remove(changelog);
  }

  @Override
  public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
    remaining.remove(changelog);
  }
}
