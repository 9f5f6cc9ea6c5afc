package dev.sluice.simulation;

import dev.sluice.call.CallState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which attempts have been committed to which provider batches. */
final class BatchMembers {
  /** By polling ID. */
  private final Map<String, String> attempts = new HashMap<>();

  /** By attempt. */
  private final Map<String, String> batches = new HashMap<>();

  /**
   * @return the call's first attempt in a batch, which is the only one
   */
  String joined(String pollingId, CallState.Batched batched) {
    batches.putIfAbsent(batched.attemptId(), batched.batchId());
    return attempts.computeIfAbsent(pollingId, id -> batched.attemptId());
  }

  boolean isCommitted(String attemptId, String batchId) {
    return batchId.equals(batches.get(attemptId));
  }

  /** Null if the call was never in a batch. */
  @Nullable String attempt(String pollingId) {
    return attempts.get(pollingId);
  }
}
