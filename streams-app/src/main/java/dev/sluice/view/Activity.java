package dev.sluice.view;

import java.time.Instant;
import java.util.List;

/**
 * What this instance has seen committed on its partitions since it started.
 *
 * @param since when it started
 * @param failed includes cancelled calls
 * @param inFlight calls that it saw accepted but not ended
 * @param recent newest first
 */
public record Activity(
    Instant since,
    long accepted,
    long rejected,
    long completed,
    long failed,
    long inFlight,
    List<RecentCall> recent) {
  public Activity {
    recent = List.copyOf(recent);
  }
}
