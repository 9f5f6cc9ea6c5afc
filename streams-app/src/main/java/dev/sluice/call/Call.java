package dev.sluice.call;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An accepted request on its way to an answer: its journal entry, without the payload, which is
 * written once and kept apart. Immutable; {@link CallMachine} makes the next one.
 *
 * @param partition where the request, the journal and every event of the call are
 * @param offset the request's offset
 * @param acceptedAt the request's append time
 * @param deadline when the call ends without an answer
 * @param plan the targets to try, in order; not empty
 * @param position the index in {@code plan} of the target that is, or is next, tried
 * @param started how many attempts were started
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
    int started,
    CallState state,
    List<EndedAttempt> ended) {

  public Call {
    metadata = Map.copyOf(metadata);
    plan = List.copyOf(plan);
    ended = List.copyOf(ended);
  }

  public PlannedTarget stop() {
    return plan.get(position);
  }

  Call with(CallState next) {
    return with(position, started, next, ended);
  }

  Call with(int position, int started, CallState state, List<EndedAttempt> ended) {
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
        started,
        state,
        ended);
  }
}
