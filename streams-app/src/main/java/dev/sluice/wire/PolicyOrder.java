package dev.sluice.wire;

import dev.sluice.v1.TenantPolicy;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a rerouted policy or withdrawal from replacing a newer policy. Otherwise the order in the
 * tenant's partition decides; but a record is rerouted behind what was written there meanwhile, and
 * the compacted topic keeps the latest record of a tenant in every partition, where a gateway that
 * reads it from the beginning finds it again.
 */
public final class PolicyOrder {
  private PolicyOrder() {}

  /**
   * Why the record must not replace the policy in force, for a person; empty if it may.
   *
   * @param policy null for the withdrawal of the policy
   * @param inForce null where the tenant has none
   */
  public static Optional<String> problem(
      Headers headers, @Nullable TenantPolicy policy, @Nullable TenantPolicy inForce) {
    Optional<ReroutedFrom> from = ReroutedFrom.in(headers);
    if (from.isEmpty() || inForce == null) {
      return Optional.empty();
    }
    boolean older =
        policy == null
            ? isBefore(Instant.ofEpochMilli(from.get().atMs()), inForce.getChangedAt())
            : policy.getVersion() < inForce.getVersion()
                || (policy.getVersion() == inForce.getVersion()
                    && isBefore(policy.getChangedAt(), inForce.getChangedAt()));
    return older
        ? Optional.of(
            (policy == null ? "the withdrawal" : "version " + policy.getVersion())
                + " was written to partition "
                + from.get().partition()
                + " and is older than version "
                + inForce.getVersion()
                + ", which is in force")
        : Optional.empty();
  }

  private static boolean isBefore(@Nullable Instant one, @Nullable Instant other) {
    return one != null && other != null && one.isBefore(other);
  }
}
