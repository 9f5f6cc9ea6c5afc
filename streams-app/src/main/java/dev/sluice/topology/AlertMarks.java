package dev.sluice.topology;

import dev.sluice.admission.AlertMark;
import dev.sluice.admission.AlertWindow;
import dev.sluice.admission.Alerts;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Which thresholds of limits were told of in which windows. Confined to the stream thread. */
final class AlertMarks implements Alerts.Marks {
  private final KeyValueStore<String, byte[]> store;

  AlertMarks(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  @Override
  public AlertMark find(AlertWindow window) {
    byte[] row = store.get(window.id());
    return row == null ? AlertMark.NONE : AlertMark.decode(row);
  }

  @Override
  public void put(AlertWindow window, AlertMark mark) {
    store.put(window.id(), mark.encode());
  }

  /**
   * Drops the marks of windows that have ended.
   *
   * @param clockMs the decision time
   * @param most of them
   */
  void dropPast(long clockMs, int most) {
    List<String> past = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> rows = store.range(null, AlertWindow.after(clockMs))) {
      while (rows.hasNext() && past.size() < most) {
        past.add(rows.next().key);
      }
    }
    past.forEach(store::delete);
  }
}
