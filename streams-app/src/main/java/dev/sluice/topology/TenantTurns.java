package dev.sluice.topology;

import dev.sluice.call.Call;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Calls in the order in which they start. The tenant with the fewest calls under way for its weight
 * goes first, then the one whose last turn is the longest ago, so a tenant's backlog takes only
 * capacity that others don't need. Within a tenant a higher rank goes first, then the earlier
 * request. Confined to the stream thread.
 */
final class TenantTurns {
  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::rank).reversed().thenComparingLong(Place::offset);

  /** Turns are unique, so no two tenants compare as equal. */
  private static final Comparator<Tenant> FAIR =
      Comparator.<Tenant>comparingDouble(tenant -> (double) tenant.underWay / tenant.weight)
          .thenComparingLong(tenant -> tenant.lastTurn);

  private final ToIntFunction<String> weights;
  private final NavigableSet<Tenant> inTurn = new TreeSet<>(FAIR);
  private final Map<String, Tenant> tenants = new HashMap<>();
  private long turns;

  record Place(
      String pollingId, String tenant, boolean isBatch, int rank, long offset, int payloadSize) {

    static Place of(Call call, int payloadSize) {
      return new Place(
          call.pollingId(),
          call.tenant(),
          call.isBatch(),
          call.rank(),
          call.request().offset(),
          payloadSize);
    }
  }

  /** Kept while it has calls queued or under way. */
  private static final class Tenant {
    private final NavigableSet<Place> queued = new TreeSet<>(ORDER);
    private int weight = 1;
    private int underWay;
    private long lastTurn;

    private Tenant(long turn) {
      lastTurn = turn;
    }
  }

  /**
   * @param weights of tenants, by their names; positive
   */
  TenantTurns(ToIntFunction<String> weights) {
    this.weights = weights;
  }

  void add(Place place) {
    int weight = weights.applyAsInt(place.tenant());
    change(
        place.tenant(),
        tenant -> {
          tenant.weight = weight;
          tenant.queued.add(place);
        });
  }

  void remove(Place place) {
    change(place.tenant(), tenant -> tenant.queued.remove(place));
  }

  /** The call whose turn it is; there is one. */
  Place first() {
    return inTurn.first().queued.first();
  }

  /** A call of the tenant had its turn, whatever becomes of it. */
  void tookTurn(String tenant) {
    change(tenant, its -> its.lastTurn = ++turns);
  }

  /** A call of the tenant is under way, queued before or not. */
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

  /** How many of the tenant's calls are queued. */
  int size(String tenant) {
    Tenant known = tenants.get(tenant);
    return known == null ? 0 : known.queued.size();
  }
}
