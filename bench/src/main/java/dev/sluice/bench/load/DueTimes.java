package dev.sluice.bench.load;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * When each request of a round was due, until it has come back. Grows as the one thread that
 * publishes goes on; {@link #take} is for any.
 */
final class DueTimes {
  private static final int CHUNK = 1 << 16;
  private static final int CHUNKS = 1 << 10;

  /** The most requests of a round. */
  static final int MOST = CHUNK * CHUNKS;

  private final AtomicReferenceArray<@Nullable AtomicLongArray> chunks =
      new AtomicReferenceArray<>(CHUNKS);

  /**
   * @param number from 0 and below {@link #MOST}
   * @param dueNanos not 0
   */
  void put(int number, long dueNanos) {
    AtomicLongArray chunk = chunks.get(number / CHUNK);
    if (chunk == null) {
      chunk = new AtomicLongArray(CHUNK);
      chunks.set(number / CHUNK, chunk);
    }
    chunk.set(number % CHUNK, dueNanos);
  }

  /** 0 for one that was not put, or has been taken. */
  long take(int number) {
    AtomicLongArray chunk = chunks.get(number / CHUNK);
    return chunk == null ? 0 : chunk.getAndSet(number % CHUNK, 0);
  }
}
