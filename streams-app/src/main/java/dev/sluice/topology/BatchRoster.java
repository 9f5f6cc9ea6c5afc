package dev.sluice.topology;

import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of one task are in which provider batch, and which batch of each target gathers.
 * Derived from the journal; confined to the stream thread.
 */
final class BatchRoster {
  private final Map<String, BatchedCalls> byId = new HashMap<>();

  /** By target, the batch that gathers. */
  private final Map<String, String> gathering = new HashMap<>();

  private final Map<String, Integer> byTenant = new HashMap<>();

  /** How many of the tenant's calls are in batches, and have not ended for their clients. */
  int size(String tenant) {
    return byTenant.getOrDefault(tenant, 0);
  }

  /** The same of all tenants. */
  int size() {
    return byTenant.values().stream().mapToInt(Integer::intValue).sum();
  }

  BatchedCalls calls(String batchId) {
    return byId.getOrDefault(batchId, BatchedCalls.NONE);
  }

  /**
   * @param since when it joined the batch
   */
  void add(String batchId, JournalEntry entry, Instant since) {
    Call call = entry.call();
    byId.computeIfAbsent(batchId, id -> new BatchedCalls(call.currentTarget().target(), since))
        .add(entry);
    if (!call.isUnsettled()) {
      byTenant.merge(call.tenant(), 1, Integer::sum);
    }
  }

  /** The call has ended for its client, and its attempt has not. */
  void withdraw(Call call, CallState.UnsettledBatched state) {
    calls(state.batchId()).withdraw(call.pollingId(), state.attemptId());
    countOut(call);
  }

  private void countOut(Call call) {
    byTenant.computeIfPresent(call.tenant(), (tenant, count) -> count == 1 ? null : count - 1);
  }

  /**
   * @return the ID of the batch that the call was in, if that is empty now
   */
  @Nullable String remove(Call call) {
    String batchId = call.batchId();
    BatchedCalls calls = batchId == null ? null : byId.get(batchId);
    if (batchId == null || calls == null) {
      return null;
    }
    boolean counts = !calls.isWithdrawn(call.pollingId());
    if (!calls.remove(call.pollingId())) {
      return null;
    }
    if (counts) {
      countOut(call);
    }
    if (calls.size() > 0) {
      return null;
    }
    byId.remove(batchId);
    gathering.remove(calls.target(), batchId);
    return batchId;
  }

  /** Null if none gathers for the target. */
  @Nullable String gathering(String target) {
    return gathering.get(target);
  }

  void eachGathering(BiConsumer<String, String> visitor) {
    Map.copyOf(gathering).forEach(visitor);
  }

  /** It takes calls from now on. */
  void gathers(String batchId) {
    gathering.put(calls(batchId).target(), batchId);
  }

  /** It takes none any more. */
  void isFull(String batchId) {
    gathering.remove(calls(batchId).target(), batchId);
  }

  /** After a restart. */
  void findGathering(Predicate<String> isSent) {
    byId.keySet().stream().filter(isSent.negate()).forEach(this::gathers);
  }
}
