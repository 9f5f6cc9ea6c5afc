package dev.sluice.view;

import dev.sluice.v1.ErrorRecord;
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
import org.apache.kafka.streams.processor.api.RecordMetadata;
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
  private final Map<String, Long> counted = new HashMap<>();
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
  public synchronized void rejected(RecordMetadata place, ErrorRecord error) {
    if (firstTime(place)) {
      rejected++;
      remember(
          place.topic() + place.partition() + "-" + place.offset(), RecentCalls.rejected(error));
    }
  }

  @Override
  public synchronized void changed(
      RecordMetadata place, String pollingId, @Nullable ViewRow before, ViewRow after) {
    if (!firstTime(place)) {
      return;
    }
    if (before == null) {
      accepted++;
    }
    if (after instanceof ViewRow.Pending pending) {
      if (open.size() < MAX_OPEN) {
        open.put(pollingId, new Open(place.partition(), pending.event().getDeadline()));
      }
    } else {
      open.remove(pollingId);
    }
    if (before == null || before instanceof ViewRow.Pending) {
      completed += after instanceof ViewRow.Completed ? 1 : 0;
      failed += after instanceof ViewRow.Failed ? 1 : 0;
    }
    RecentCall line = RecentCalls.of(after, recent.get(pollingId));
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

  /** False for a record that is processed again, for example after an aborted transaction. */
  private boolean firstTime(RecordMetadata place) {
    String partition = place.topic() + "-" + place.partition();
    if (place.offset() <= counted.getOrDefault(partition, -1L)) {
      return false;
    }
    counted.put(partition, place.offset());
    return true;
  }

  private void remember(String name, RecentCall line) {
    recent.put(name, line);
    if (recent.size() > RECENT) {
      recent.remove(recent.keySet().iterator().next());
    }
  }
}
