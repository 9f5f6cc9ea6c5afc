package dev.sluice.admission;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a counter of a scope value: one for each metric, window and, for calendars, time zone.
 *
 * @param zone null unless the window is a calendar's; UTC if none is named
 */
record CounterId(Metric metric, Window window, @Nullable ZoneId zone)
    implements Comparable<CounterId> {
  /** Shared, since each decision looks several of them up many times. */
  private static final Map<Metric, Map<Window, CounterId>> SHARED = allShared();

  CounterId {
    // UTC has many names, which must not make many counters
    zone = window.isCalendar() ? (zone == null ? ZoneOffset.UTC : zone.normalized()) : null;
  }

  /** The shared instance, if the counter has no calendar or that of UTC. */
  static CounterId of(Metric metric, Window window, @Nullable ZoneId zone) {
    CounterId shared = zone == null || zone.equals(ZoneOffset.UTC) ? shared(metric, window) : null;
    return shared == null ? new CounterId(metric, window, zone) : shared;
  }

  private static @Nullable CounterId shared(Metric metric, Window window) {
    Map<Window, CounterId> windows = SHARED.get(metric);
    return windows == null ? null : windows.get(window);
  }

  private static Map<Metric, Map<Window, CounterId>> allShared() {
    Map<Metric, Map<Window, CounterId>> all = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      Map<Window, CounterId> windows = new EnumMap<>(Window.class);
      for (Window window : Window.values()) {
        windows.put(window, new CounterId(metric, window, null));
      }
      all.put(metric, windows);
    }
    return all;
  }

  /** A counter without a calendar, or with that of UTC. */
  CounterId(Metric metric, Window window) {
    this(metric, window, null);
  }

  TimeBuckets spans() {
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
