package dev.sluice.topology;

import dev.sluice.call.Call;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The queued calls of one task, by tenant in turn, so that one tenant's backlog delays another's
 * first call by one call, not by the backlog. Within a tenant a higher priority goes first, then
 * the earlier request. Derived from the journal; confined to the stream thread.
 */
final class CallQueue {
  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::priority).reversed().thenComparingLong(Place::offset);

  /** In the order of their turns: a tenant that had one goes to the end. */
  private final LinkedHashMap<String, NavigableSet<Place>> turns = new LinkedHashMap<>();

  private final Map<String, Place> places = new HashMap<>();

  private record Place(String tenant, int priority, long offset, String pollingId) {}

  void add(Call call) {
    Place place = new Place(call.tenant(), call.priority(), call.offset(), call.pollingId());
    if (places.putIfAbsent(call.pollingId(), place) == null) {
      turns.computeIfAbsent(call.tenant(), tenant -> new TreeSet<>(ORDER)).add(place);
    }
  }

  /** The call whose turn it is; null when none is queued. */
  @Nullable String poll() {
    if (turns.isEmpty()) {
      return null;
    }
    String tenant = turns.keySet().iterator().next();
    NavigableSet<Place> ofTenant = turns.remove(tenant);
    Place place = ofTenant.pollFirst();
    if (!ofTenant.isEmpty()) {
      turns.put(tenant, ofTenant);
    }
    places.remove(place.pollingId());
    return place.pollingId();
  }

  void remove(String pollingId) {
    Place place = places.remove(pollingId);
    if (place == null) {
      return;
    }
    NavigableSet<Place> ofTenant = Objects.requireNonNull(turns.get(place.tenant()));
    ofTenant.remove(place);
    if (ofTenant.isEmpty()) {
      turns.remove(place.tenant());
    }
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  int size(String tenant) {
    NavigableSet<Place> ofTenant = turns.get(tenant);
    return ofTenant == null ? 0 : ofTenant.size();
  }
}
