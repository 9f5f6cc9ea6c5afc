package dev.sluice.view;

import java.io.File;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * A persistent window store that can be opened again after a crash, in two cases where Kafka
 * Streams (4.3 and 4.4) fails or does too much. Confined to the stream thread but for queries.
 *
 * <ul>
 *   <li>It closes what it has opened when {@link #init} fails. A store that fails there is not
 *       registered yet, so Streams never closes it: the segments that were open already would keep
 *       their locks, and no store could be opened in their place until the process ends.
 *   <li>It reports an unknown offset rather than none while it has no segment. Streams takes a
 *       store without an offset for one with uncommitted rows, and wipes its whole task.
 * </ul>
 */
final class ReopenableWindowStore extends DelegatingWindowStore {
  /**
   * Restored from the beginning of the changelog. The number that Streams itself commits for a
   * store without an offset (KIP-1035).
   */
  private static final long UNKNOWN_OFFSET = -4;

  private boolean hadNoSegment;

  ReopenableWindowStore(WindowStore<Bytes, byte[]> store) {
    super(store);
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    String[] segments = new File(context.stateDir(), name()).list();
    hadNoSegment = segments == null || segments.length == 0;
    try {
      super.init(context, root);
    } catch (RuntimeException failed) {
      try {
        close();
      } catch (RuntimeException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition changelog) {
    Long offset = super.committedOffset(changelog);
    return offset == null && hadNoSegment ? Long.valueOf(UNKNOWN_OFFSET) : offset;
  }
}
