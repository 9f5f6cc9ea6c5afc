package dev.sluice.topology;

import dev.sluice.admission.DecisionTime;
import dev.sluice.admission.PayloadHash;
import dev.sluice.admission.Policy;
import dev.sluice.call.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request that could be read, and is decided on.
 *
 * @param published what the client asked for
 * @param payload its stored form
 * @param hash of the payload
 * @param at the request's append time, with the limiter's clock
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Candidate(
    Inbound inbound,
    String tenant,
    Request published,
    byte[] payload,
    PayloadHash hash,
    DecisionTime at) {

  /** Null where the tenant has none. */
  @Nullable Policy policy() {
    return inbound.policy();
  }

  /** Names the call that the request becomes, where chance is to be drawn for it. */
  String call() {
    return inbound.position().name();
  }
}
