package dev.sluice.view;

import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what this process sees committed, and keeps the latest calls in memory; one per process.
 * Written by the stream threads through the view's processors, read by any thread.
 */
public final class RecentActivity implements ViewListener {
  private static final int RECENT = 50;
  private static final int MAX_OPEN = 100_000;
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Instant since;

  // Guarded by this
  private final Set<Integer> partitions = new HashSet<>();
  private final Map<String, Open> open = new HashMap<>();
  private final Map<String, RecentCall> recent = new LinkedHashMap<>();
  private long accepted;
  private long rejected;
  private long completed;
  private long failed;

  public RecentActivity(InstantSource clock) {
    this.clock = clock;
    this.since = clock.instant();
  }

  /** A call that was seen accepted; dropped after its deadline, in case it ends elsewhere. */
  private record Open(int partition, @Nullable Instant deadline) {}

  @Override
  public synchronized void opened(int partition) {
    partitions.add(partition);
  }

  @Override
  public synchronized void closed(int partition) {
    partitions.remove(partition);
  }

  @Override
  public synchronized void rejected(int partition, ErrorRecord error) {
    rejected++;
    remember(partition + "-" + error.getSource().getSeq(), RecentCalls.rejected(error));
  }

  @Override
  public synchronized void changed(int partition, String pollingId, ViewRow row) {
    if (row instanceof ViewRow.Pending pending) {
      PollingEvent event = pending.event();
      accepted += event.getKind() == PollingEventKind.ACCEPTED ? 1 : 0;
      if (open.size() < MAX_OPEN) {
        open.put(pollingId, new Open(partition, event.getDeadline()));
      }
    } else {
      open.remove(pollingId);
    }
    completed += row instanceof ViewRow.Completed ? 1 : 0;
    failed += row instanceof ViewRow.Failed ? 1 : 0;
    RecentCall line = RecentCalls.of(row, recent.get(pollingId));
    if (line != null) {
      remember(pollingId, line);
    }
  }

  public synchronized Activity now() {
    Instant ended = clock.instant().minus(SLACK);
    open.values().removeIf(call -> call.deadline() != null && call.deadline().isBefore(ended));
    long inFlight =
        open.values().stream().filter(call -> partitions.contains(call.partition())).count();
    List<RecentCall> newestFirst = new ArrayList<>(recent.values());
    Collections.reverse(newestFirst);
    return new Activity(since, accepted, rejected, completed, failed, inFlight, newestFirst);
  }

  private void remember(String name, RecentCall line) {
    recent.put(name, line);
    if (recent.size() > RECENT) {
      recent.remove(recent.keySet().iterator().next());
    }
  }
}
