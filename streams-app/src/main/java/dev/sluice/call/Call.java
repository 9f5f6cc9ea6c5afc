package dev.sluice.call;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An accepted request on its way to an answer: its journal entry without the payload, which is
 * written once and stored separately. Immutable; {@link CallStateMachine} makes the next state.
 *
 * @param deadline when the call ends without an answer
 * @param rank {@linkplain Request#rank of its request}
 * @param onBudget the route that it takes instead of its own, because its tenant's spend is used
 *     up; null for its own
 */
public record Call(
    AcceptedRequest request,
    Instant deadline,
    int rank,
    long policyVersion,
    Progress progress,
    CallState state,
    @Nullable String onBudget) {

  /** On its own route. */
  public Call(
      AcceptedRequest request,
      Instant deadline,
      int rank,
      long policyVersion,
      Progress progress,
      CallState state) {
    this(request, deadline, rank, policyVersion, progress, state, null);
  }

  public String pollingId() {
    return request.pollingId();
  }

  public String tenant() {
    return request.tenant();
  }

  /** Whether its answer can wait. */
  public boolean isBatch() {
    return rank < 0;
  }

  public PlannedTarget currentTarget() {
    return progress.currentTarget();
  }

  /** How many attempts were started in all. */
  public int started() {
    return progress.started();
  }

  /** The attempts that failed, in order. */
  public List<EndedAttempt> ended() {
    return progress.ended();
  }

  /** Whether this is the open attempt. */
  public boolean awaits(String attemptId) {
    return state instanceof CallState.Open open && open.attemptId().equals(attemptId);
  }

  /** Whether it has its terminal record, and only what its open attempt cost is awaited. */
  public boolean isUnsettled() {
    return state.kind() == CallState.Kind.UNSETTLED;
  }

  /** The provider batch that its open attempt is part of; null if there is none. */
  public @Nullable String batchId() {
    if (state instanceof CallState.Batched batched) {
      return batched.batchId();
    }
    return state instanceof CallState.UnsettledBatched unsettled ? unsettled.batchId() : null;
  }

  Call with(CallState next) {
    return with(progress, next);
  }

  Call with(Progress next) {
    return with(next, state);
  }

  Call with(Progress progress, CallState state) {
    return new Call(request, deadline, rank, policyVersion, progress, state, onBudget);
  }

  Call admitted(List<PlannedTarget> plan, @Nullable String onBudget, long policyVersion) {
    return new Call(
        request,
        deadline,
        rank,
        policyVersion,
        progress.along(plan),
        new CallState.Queued(),
        onBudget);
  }
}
