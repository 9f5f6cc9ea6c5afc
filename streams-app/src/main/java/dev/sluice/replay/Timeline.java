package dev.sluice.replay;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brings the requests of one partition and what was recorded of it into their order. */
public final class Timeline {
  private final Iterator<Arrival> arrivals;
  private final Iterator<RecordedEvent> events;
  private @Nullable RecordedEvent next;

  /**
   * @param arrivals by offset
   * @param events by {@link Place#seq}
   */
  public Timeline(Iterator<Arrival> arrivals, Iterator<RecordedEvent> events) {
    this.arrivals = arrivals;
    this.events = events;
    this.next = following();
  }

  /** Reads all of it. */
  public void play(PartitionReplay replay) {
    long last = Long.MIN_VALUE;
    while (arrivals.hasNext()) {
      Arrival arrival = arrivals.next();
      last = arrival.offset();
      while (next != null && next.place().decided() < arrival.offset()) {
        replay.event(take());
      }
      List<RecordedEvent> step = new ArrayList<>();
      while (next != null && next.place().isAt(arrival.offset())) {
        step.add(take());
      }
      replay.arrival(arrival, step);
    }
    while (next != null && next.place().decided() <= last) {
      replay.event(take());
    }
  }

  private RecordedEvent take() {
    RecordedEvent taken = Objects.requireNonNull(next);
    next = following();
    return taken;
  }

  private @Nullable RecordedEvent following() {
    return events.hasNext() ? events.next() : null;
  }
}
