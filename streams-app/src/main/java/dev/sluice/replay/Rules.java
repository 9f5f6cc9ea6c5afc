package dev.sluice.replay;

import dev.sluice.admission.Policy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the replay decides by.
 *
 * @param otherwise the policy of tenants without one
 * @param maxQueued where a policy doesn't say
 * @param instead by tenant, the policies in place of those that were recorded
 * @param fromMs from when, in milliseconds since 1970
 */
public record Rules(
    @Nullable Policy otherwise, int maxQueued, Map<String, Policy> instead, long fromMs) {

  /** In {@link #instead}: for all tenants that it does not name. */
  public static final String EVERYONE = "";

  public Rules {
    instead = Map.copyOf(instead);
  }

  /** Whether the replay may come to other verdicts than were recorded. */
  boolean areOthers() {
    return !instead.isEmpty();
  }

  boolean isOther(String tenant, long nowMs) {
    return nowMs >= fromMs && (instead.containsKey(tenant) || instead.containsKey(EVERYONE));
  }

  @Nullable Policy inForce(String tenant, @Nullable Policy recorded, long nowMs) {
    if (isOther(tenant, nowMs)) {
      Policy own = instead.get(tenant);
      return own == null ? instead.get(EVERYONE) : own;
    }
    return recorded == null ? otherwise : recorded;
  }
}
