package dev.sluice.view;

import dev.sluice.call.PollingId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Those waiting for the rows of single requests to change; one per process. Any thread.
 *
 * <p>Watch first, then read the row, and you miss nothing: a change is reported once it can be
 * read.
 */
public final class RowWatchers implements ViewListener {

  /** Called on stream threads; must not block. */
  public interface Watcher {

    /** The row may have changed, or may be out of reach because the partition has left. */
    void look();
  }

  /** Stops watching; idempotent. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  private record Key(int partition, String pollingId) {}

  private final Map<Key, Set<Watcher>> watchers = new ConcurrentHashMap<>();

  public Watch watch(PollingId id, Watcher watcher) {
    Key key = new Key(id.partition(), id.text());
    watchers.compute(
        key,
        (same, before) -> {
          Set<Watcher> all = before == null ? ConcurrentHashMap.newKeySet() : before;
          all.add(watcher);
          return all;
        });
    return () ->
        watchers.computeIfPresent(
            key, (same, all) -> all.remove(watcher) && all.isEmpty() ? null : all);
  }

  /** The number of requests whose rows are watched. */
  public int size() {
    return watchers.size();
  }

  /** Makes all watchers look again, for example when the process stops. */
  public void wakeAll() {
    watchers.values().forEach(RowWatchers::wake);
  }

  @Override
  public void changed(int partition, String pollingId, ViewRow row) {
    Set<Watcher> all = watchers.get(new Key(partition, pollingId));
    if (all != null) {
      wake(all);
    }
  }

  @Override
  public void closed(int partition) {
    watchers.forEach(
        (key, all) -> {
          if (key.partition() == partition) {
            wake(all);
          }
        });
  }

  private static void wake(Set<Watcher> all) {
    all.forEach(Watcher::look);
  }
}
