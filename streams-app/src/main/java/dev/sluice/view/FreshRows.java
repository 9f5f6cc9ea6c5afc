package dev.sluice.view;

import dev.sluice.call.PollingId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of calls under way, as this process has committed them: most polls ask for one, and need
 * no query of a store. A row is told only while the partition's task is here. Written by stream
 * threads, read by any thread.
 */
public final class FreshRows implements ViewListener {
  static final int MOST = 20_000;

  private final Map<String, Fresh> rows = new ConcurrentHashMap<>();

  private record Fresh(int partition, ViewRow.Pending row) {}

  /** Asks the other one for what is not known here: calls that have ended, or began elsewhere. */
  public ViewReader orElse(ViewReader other) {
    return id -> {
      Lookup known = find(id);
      return known == null ? other.find(id) : known;
    };
  }

  private Lookup.@Nullable Found find(PollingId id) {
    Fresh fresh = rows.get(id.text());
    return fresh == null ? null : new Lookup.Found(fresh.row());
  }

  @Override
  public void changed(int partition, String pollingId, ViewRow row) {
    if (!(row instanceof ViewRow.Pending pending)) {
      rows.remove(pollingId);
    } else if (rows.size() < MOST || rows.containsKey(pollingId)) {
      rows.put(pollingId, new Fresh(partition, pending));
    }
  }

  @Override
  public void closed(int partition) {
    rows.values().removeIf(fresh -> fresh.partition() == partition);
  }
}
