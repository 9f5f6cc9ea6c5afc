package dev.sluice.admission;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The capacity that waiting requests get before any later one: what each needs of the limits that
 * it waits for, by counter and priority. Not thread-safe.
 */
final class Claims {
  private record Place(ScopeValue scope, CounterId counter) {}

  private final Map<Place, NavigableMap<Integer, Long>> byPlace = new HashMap<>();

  /**
   * @param limits their state for a waiting request
   */
  void add(int priority, List<LimitStatus> limits) {
    change(priority, limits, 1);
  }

  void remove(int priority, List<LimitStatus> limits) {
    change(priority, limits, -1);
  }

  void clear() {
    byPlace.clear();
  }

  private void change(int priority, List<LimitStatus> limits, int sign) {
    Set<Place> seen = new HashSet<>();
    for (LimitStatus status : limits) {
      Place place = new Place(status.scope(), status.limit().counter());
      // two limits on one counter are claimed once
      if (seen.add(place)) {
        byPlace
            .computeIfAbsent(place, unused -> new TreeMap<>())
            .merge(priority, sign * status.requested(), Long::sum);
      }
    }
  }

  /** What a new request of that priority finds claimed. */
  PriorClaims of(int priority) {
    return (scope, counter) -> {
      NavigableMap<Integer, Long> claimed = byPlace.get(new Place(scope, counter));
      long sum = 0;
      if (claimed != null) {
        for (long amount : claimed.tailMap(priority, true).values()) {
          sum += amount;
        }
      }
      return sum;
    };
  }
}
