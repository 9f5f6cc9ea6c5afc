package dev.sluice.view;

import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** The rows that one transaction has changed, as they were. Added by one thread, read by any. */
final class BeforeImages {

  /**
   * One row, and those of the same key in other windows.
   *
   * @param row null if there was none
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Image(long window, byte @Nullable [] row, @Nullable Image next) {

    private boolean has(long wanted) {
      return window == wanted || (next != null && next.has(wanted));
    }
  }

  private final ConcurrentHashMap<Bytes, Image> images = new ConcurrentHashMap<>();

  boolean isEmpty() {
    return images.isEmpty();
  }

  boolean has(Bytes key, long window) {
    Image known = images.get(key);
    return known != null && known.has(window);
  }

  /** Of a row that has none yet, and before the row is changed. */
  void add(Bytes key, long window, byte @Nullable [] row) {
    images.put(key, new Image(window, row, images.get(key)));
  }

  /** Null if no row of the key was changed. */
  @Nullable Image of(Bytes key) {
    return images.get(key);
  }
}
