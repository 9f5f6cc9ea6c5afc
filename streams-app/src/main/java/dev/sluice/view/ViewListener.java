package dev.sluice.view;

import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Receives what the view's processors see committed. Called on stream threads; must not block or
 * throw. A record that is processed again, for example after an aborted transaction, is reported
 * again.
 */
public interface ViewListener {

  /** This process works on the partition from now on. */
  default void opened(int partition) {}

  /** This process no longer works on the partition. */
  default void closed(int partition) {}

  default void rejected(RecordMetadata place, ErrorRecord error) {}

  /** A request was accepted, now or earlier; its row is in the store. */
  default void decided(PollingEvent accepted) {}

  /** The row is in the store: a read now finds {@code after}, or a later state. */
  default void changed(
      RecordMetadata place, String pollingId, @Nullable ViewRow before, ViewRow after) {}

  /** Reports to both, in order. */
  static ViewListener both(ViewListener one, ViewListener other) {
    return new ViewListener() {
      @Override
      public void opened(int partition) {
        one.opened(partition);
        other.opened(partition);
      }

      @Override
      public void closed(int partition) {
        one.closed(partition);
        other.closed(partition);
      }

      @Override
      public void rejected(RecordMetadata place, ErrorRecord error) {
        one.rejected(place, error);
        other.rejected(place, error);
      }

      @Override
      public void decided(PollingEvent accepted) {
        one.decided(accepted);
        other.decided(accepted);
      }

      @Override
      public void changed(
          RecordMetadata place, String pollingId, @Nullable ViewRow before, ViewRow after) {
        one.changed(place, pollingId, before, after);
        other.changed(place, pollingId, before, after);
      }
    };
  }
}
