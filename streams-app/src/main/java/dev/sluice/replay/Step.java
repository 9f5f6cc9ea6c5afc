package dev.sluice.replay;

import dev.sluice.replay.RecordedEvent.Decided;
import dev.sluice.replay.RecordedEvent.Ended;
import dev.sluice.replay.RecordedEvent.Moved;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was recorded at one record of the requests topic, in its order. Not thread-safe. */
final class Step {
  static final Step EMPTY = new Step(List.of());

  /** Before the verdict; all of them at a tick. */
  private final List<RecordedEvent> before = new ArrayList<>();

  private final List<RecordedEvent> after = new ArrayList<>();
  private final Set<RecordedEvent> taken = new HashSet<>();
  private @Nullable Decided decided;

  Step(List<RecordedEvent> events) {
    for (RecordedEvent event : events) {
      if (decided == null && event instanceof Decided verdict) {
        decided = verdict;
      } else {
        (decided == null ? before : after).add(event);
      }
    }
  }

  boolean isEmpty() {
    return decided == null && before.isEmpty();
  }

  @Nullable Decided decided() {
    return decided;
  }

  List<RecordedEvent> after() {
    return after;
  }

  /** What happened before the verdict, and was not taken. */
  List<RecordedEvent> rest() {
    return before.stream().filter(event -> !taken.contains(event)).toList();
  }

  /** The waiting calls that were admitted, in their order. */
  List<String> turns(Map<String, ReplayedCall> calls) {
    List<String> turns = new ArrayList<>();
    for (RecordedEvent event : before) {
      if (event instanceof Moved moved) {
        ReplayedCall call = calls.get(moved.pollingId());
        boolean waited = call != null && call.recorded == Stage.WAITING;
        if (waited && moved.stage() != Stage.WAITING && !turns.contains(moved.pollingId())) {
          turns.add(moved.pollingId());
        }
      }
    }
    return turns;
  }

  /** The tenants with a call that was admitted or ended, and waits in the replay. */
  Set<String> tenants(Map<String, ReplayedCall> calls) {
    Set<String> tenants = new HashSet<>();
    for (RecordedEvent event : before) {
      String id = id(event);
      ReplayedCall call = id == null ? null : calls.get(id);
      if (call != null && call.isWaiting()) {
        tenants.add(call.tenant());
      }
    }
    return tenants;
  }

  /** Takes the end of a call that ended as soon as it was admitted; null if it did not. */
  @Nullable Ended takeEndAtOnce(String pollingId) {
    boolean admitted = false;
    for (RecordedEvent event : before) {
      boolean same = Objects.equals(id(event), pollingId);
      if (same && event instanceof Ended ended && admitted) {
        taken.add(ended);
        return ended;
      }
      if (admitted && !same) {
        return null;
      }
      admitted |= same && event instanceof Moved;
    }
    return null;
  }

  private static @Nullable String id(RecordedEvent event) {
    if (event instanceof Moved moved) {
      return moved.pollingId();
    }
    return event instanceof Ended ended ? ended.pollingId() : null;
  }
}
