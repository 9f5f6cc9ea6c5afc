package dev.sluice.call;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An accepted request on its way to an answer: its journal entry without the payload, which is
 * written once and stored separately. Immutable; {@link CallStateMachine} makes the next state.
 *
 * @param partition of the request, the journal and every event of the call
 * @param offset the request's offset
 * @param acceptedAt the request's append time
 * @param deadline when the call ends without an answer
 * @param plan the targets to try, in order, list by list; not empty
 * @param position the index in {@code plan} of the current or next target
 * @param tries how many attempts were started there; while 0, another target may be chosen
 * @param retried the failures after which that target was or is retried
 * @param started how many attempts were started in all
 * @param ended the attempts that failed, in order
 */
public record Call(
    String pollingId,
    String tenant,
    String requestId,
    String keyId,
    @Nullable String user,
    String model,
    Map<String, String> metadata,
    int partition,
    long offset,
    Instant acceptedAt,
    Instant deadline,
    long policyVersion,
    int priority,
    @Nullable String traceparent,
    List<PlannedTarget> plan,
    int position,
    int tries,
    List<Retryable> retried,
    int started,
    CallState state,
    List<EndedAttempt> ended) {

  public Call {
    metadata = Map.copyOf(metadata);
    plan = List.copyOf(plan);
    retried = List.copyOf(retried);
    ended = List.copyOf(ended);
  }

  public PlannedTarget currentTarget() {
    return plan.get(position);
  }

  /** Whether an attempt at the target was made or is under way. */
  boolean hasTried(String target) {
    return (tries > 0 && currentTarget().target().equals(target))
        || ended.stream().anyMatch(attempt -> attempt.target().equals(target));
  }

  boolean hasEnded(String attemptId) {
    return ended.stream().anyMatch(attempt -> attempt.attemptId().equals(attemptId));
  }

  /** Whether this is the open attempt. */
  public boolean awaits(String attemptId) {
    return state instanceof CallState.InFlight out && out.attemptId().equals(attemptId);
  }

  Call with(CallState next) {
    return with(position, tries, retried, started, next, ended);
  }

  Call with(List<EndedAttempt> ended) {
    return with(position, tries, retried, started, state, ended);
  }

  Call admitted(List<PlannedTarget> plan, long policyVersion) {
    return with(
        policyVersion, plan, position, tries, retried, started, new CallState.Queued(), ended);
  }

  /** Goes on to another target of the plan. */
  Call at(int position) {
    return with(position, 0, List.of(), started, state, ended);
  }

  Call started(CallState owned) {
    return with(position, tries + 1, retried, started + 1, owned, ended);
  }

  Call parked(Retryable after, Instant notBefore) {
    List<Retryable> all = new ArrayList<>(retried);
    all.add(after);
    return with(position, tries, all, started, new CallState.Parked(notBefore), ended);
  }

  private Call with(
      int position,
      int tries,
      List<Retryable> retried,
      int started,
      CallState state,
      List<EndedAttempt> ended) {
    return with(policyVersion, plan, position, tries, retried, started, state, ended);
  }

  private Call with(
      long policyVersion,
      List<PlannedTarget> plan,
      int position,
      int tries,
      List<Retryable> retried,
      int started,
      CallState state,
      List<EndedAttempt> ended) {
    return new Call(
        pollingId,
        tenant,
        requestId,
        keyId,
        user,
        model,
        metadata,
        partition,
        offset,
        acceptedAt,
        deadline,
        policyVersion,
        priority,
        traceparent,
        plan,
        position,
        tries,
        retried,
        started,
        state,
        ended);
  }
}
