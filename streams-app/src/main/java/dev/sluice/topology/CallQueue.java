package dev.sluice.topology;

import dev.sluice.call.Call;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The queued calls of one task. The tenant with the fewest calls under way goes first, then the one
 * whose last turn is the longest ago, so a tenant's backlog takes only capacity that others don't
 * need. Within a tenant a higher priority goes first, then the earlier request. Derived from the
 * journal; confined to the stream thread.
 */
final class CallQueue {
  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::priority).reversed().thenComparingLong(Place::offset);

  /** Turns are unique, so no two tenants compare as equal. */
  private static final Comparator<Tenant> FAIR =
      Comparator.<Tenant>comparingInt(tenant -> tenant.underWay)
          .thenComparingLong(tenant -> tenant.lastTurn);

  private final NavigableSet<Tenant> inTurn = new TreeSet<>(FAIR);
  private final Map<String, Tenant> tenants = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private long turns;

  private record Place(
      String tenant, int priority, long offset, String pollingId, int payloadSize) {}

  /** Kept while it has calls queued or under way. */
  private static final class Tenant {
    private final NavigableSet<Place> queued = new TreeSet<>(ORDER);
    private int underWay;
    private long lastTurn;

    private Tenant(long turn) {
      lastTurn = turn;
    }
  }

  void add(Call call, int payloadSize) {
    long offset = call.request().offset();
    add(new Place(call.tenant(), call.priority(), offset, call.pollingId(), payloadSize));
  }

  private void add(Place place) {
    if (places.putIfAbsent(place.pollingId(), place) == null) {
      change(place.tenant(), tenant -> tenant.queued.add(place));
    }
  }

  /** Moves all queued calls of another queue here. */
  void takeAll(CallQueue other) {
    for (Place place : List.copyOf(other.places.values())) {
      other.remove(place.pollingId());
      add(place);
    }
  }

  /**
   * Removes the call whose turn it is; null if none is queued or its size is not covered. Waits for
   * a large call: if small ones overtook it, it might never start.
   */
  @Nullable String poll(IntPredicate covered) {
    if (inTurn.isEmpty()) {
      return null;
    }
    Place place = inTurn.first().queued.first();
    if (!covered.test(place.payloadSize())) {
      return null;
    }
    remove(place.pollingId());
    // even if the call turns out to be overdue; otherwise a backlog of such calls would go first
    change(place.tenant(), tenant -> tenant.lastTurn = ++turns);
    return place.pollingId();
  }

  void remove(String pollingId) {
    Place place = places.remove(pollingId);
    if (place != null) {
      change(place.tenant(), tenant -> tenant.queued.remove(place));
    }
  }

  /** A call of the tenant is under way, from the queue or not. */
  void started(String tenant) {
    change(
        tenant,
        its -> {
          its.underWay++;
          its.lastTurn = ++turns;
        });
  }

  void ended(String tenant) {
    change(tenant, its -> its.underWay--);
  }

  private void change(String name, Consumer<Tenant> change) {
    Tenant tenant = tenants.computeIfAbsent(name, unknown -> new Tenant(++turns));
    inTurn.remove(tenant);
    change.accept(tenant);
    if (!tenant.queued.isEmpty()) {
      inTurn.add(tenant);
    } else if (tenant.underWay == 0) {
      tenants.remove(name);
    }
  }

  boolean isEmpty() {
    return inTurn.isEmpty();
  }

  int size(String tenant) {
    Tenant known = tenants.get(tenant);
    return known == null ? 0 : known.queued.size();
  }
}
