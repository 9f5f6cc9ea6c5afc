package dev.sluice.view;

import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;

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

  default void rejected(int partition, ErrorRecord error) {}

  /** A request was accepted, now or earlier; its row can be read. */
  default void decided(PollingEvent accepted) {}

  /** A read now finds the row, or a later state. */
  default void changed(int partition, String pollingId, ViewRow row) {}

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
      public void rejected(int partition, ErrorRecord error) {
        one.rejected(partition, error);
        other.rejected(partition, error);
      }

      @Override
      public void decided(PollingEvent accepted) {
        one.decided(accepted);
        other.decided(accepted);
      }

      @Override
      public void changed(int partition, String pollingId, ViewRow row) {
        one.changed(partition, pollingId, row);
        other.changed(partition, pollingId, row);
      }
    };
  }
}
