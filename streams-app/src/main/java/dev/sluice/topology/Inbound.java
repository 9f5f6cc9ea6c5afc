package dev.sluice.topology;

import dev.sluice.admission.Policy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of the requests topic, apart from its value.
 *
 * @param tenant null where the key can't be one
 * @param policy the one in force; null where the tenant has none
 * @param at the append time
 */
record Inbound(
    @Nullable String tenant,
    @Nullable Policy policy,
    Instant at,
    @Nullable String traceparent,
    SourcePosition position) {

  /** Of the policy that decides; 0 where there is none. */
  long policyVersion() {
    return policy == null ? 0 : policy.version();
  }
}
