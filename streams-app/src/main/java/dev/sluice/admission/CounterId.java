package dev.sluice.admission;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Which counter of a scope value: one for each metric, window and, for a calendar, time zone.
 *
 * @param zone null unless the window is a calendar's, which has UTC where none is named
 */
record CounterId(Metric metric, Window window, @Nullable ZoneId zone)
    implements Comparable<CounterId> {
  CounterId {
    // the names of UTC are many; they must not be many counters
    zone = window.isCalendar() ? (zone == null ? ZoneOffset.UTC : zone.normalized()) : null;
  }

  /** A counter without a calendar, or by that of UTC. */
  CounterId(Metric metric, Window window) {
    this(metric, window, null);
  }

  Spans spans() {
    return window.spans(zone);
  }

  @Override
  public int compareTo(CounterId other) {
    int order = metric.compareTo(other.metric);
    if (order == 0) {
      order = window.compareTo(other.window);
    }
    return order != 0 || zone == null || other.zone == null
        ? order
        : zone.getId().compareTo(other.zone.getId());
  }
}
