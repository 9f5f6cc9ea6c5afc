package dev.sluice.topology;

import dev.sluice.call.Call;
import dev.sluice.call.Credit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The queued calls of one task: those whose answers can wait start after the others, but have one
 * turn in {@value #BATCH_TURN} while both are queued. Derived from the journal; confined to the
 * stream thread.
 */
final class CallQueue {
  private static final int BATCH_TURN = 10;

  private final TenantTurns interactive;
  private final TenantTurns batch;
  private final Map<String, TenantTurns.Place> places = new HashMap<>();

  /** How many others have started while a call for a batch was queued. */
  private int sinceBatch;

  /**
   * @param weights of tenants, by their names; positive
   */
  CallQueue(ToIntFunction<String> weights) {
    interactive = new TenantTurns(weights);
    batch = new TenantTurns(weights);
  }

  void add(Call call, int payloadSize) {
    add(TenantTurns.Place.of(call, payloadSize));
  }

  private void add(TenantTurns.Place place) {
    if (places.putIfAbsent(place.pollingId(), place) == null) {
      turns(place.isBatch()).add(place);
    }
  }

  /** Moves all queued calls of another queue here. */
  void takeAll(CallQueue other) {
    for (TenantTurns.Place place : List.copyOf(other.places.values())) {
      other.remove(place.pollingId());
      add(place);
    }
  }

  /**
   * Removes the call whose turn it is; null if none is queued or the credit does not cover it.
   * Waits for a large call: if small ones overtook it, it might never start.
   */
  @Nullable String poll(Credit credit) {
    boolean isBatchTurn = !batch.isEmpty() && sinceBatch >= BATCH_TURN - 1;
    if (!interactive.isEmpty() && !isBatchTurn) {
      String first = poll(interactive, credit.covers(interactive.first().payloadSize()));
      sinceBatch = first == null || batch.isEmpty() ? sinceBatch : sinceBatch + 1;
      return first;
    }
    if (batch.isEmpty()) {
      return null;
    }
    int size = batch.first().payloadSize();
    String first = poll(batch, isBatchTurn ? credit.covers(size) : credit.coversBatch(size));
    sinceBatch = first == null ? sinceBatch : 0;
    return first;
  }

  private @Nullable String poll(TenantTurns turns, boolean isCovered) {
    if (!isCovered) {
      return null;
    }
    TenantTurns.Place place = turns.first();
    remove(place.pollingId());
    // even if the call turns out to be overdue; otherwise a backlog of such calls would go first
    turns.tookTurn(place.tenant());
    return place.pollingId();
  }

  /** Whether a call could start now without overtaking any that it has to wait for. */
  boolean lets(boolean isBatch, int payloadSize, Credit credit) {
    return isBatch
        ? places.isEmpty() && credit.coversBatch(payloadSize)
        : interactive.isEmpty() && credit.covers(payloadSize);
  }

  void remove(String pollingId) {
    TenantTurns.Place place = places.remove(pollingId);
    if (place != null) {
      turns(place.isBatch()).remove(place);
    }
  }

  /** The call is under way, from the queue or not. */
  void started(Call call) {
    turns(call.isBatch()).started(call.tenant());
  }

  void ended(Call call) {
    turns(call.isBatch()).ended(call.tenant());
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  int size() {
    return places.size();
  }

  /** How many of the calls are for batches. */
  int batchSize() {
    return (int) places.values().stream().filter(TenantTurns.Place::isBatch).count();
  }

  /** How many of the tenant's calls are queued. */
  int size(String tenant) {
    return interactive.size(tenant) + batch.size(tenant);
  }

  private TenantTurns turns(boolean isBatch) {
    return isBatch ? batch : interactive;
  }
}
