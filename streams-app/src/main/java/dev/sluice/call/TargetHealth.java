package dev.sluice.call;

import java.time.Instant;

/**
 * The recent health of the targets, as seen by this process. It only orders what a plan allows: no
 * call ends because of it. Any thread; never blocks.
 */
@FunctionalInterface
public interface TargetHealth {
  /** Every target is healthy. */
  TargetHealth FIT = (target, tenant, now) -> now;

  /**
   * When the target is worth its next try for the tenant: {@code now} where it is fit, or is cooled
   * down and may be probed; later while it cools down, or while its one probe is under way.
   */
  Instant fitFrom(String target, String tenant, Instant now);

  /** As {@link #fitFrom}, of what holds for all tenants. */
  default Instant fitForAllFrom(String target, Instant now) {
    return now;
  }

  /** How often the target began to cool down, for all tenants or for one. */
  default long cooldowns(String target) {
    return 0;
  }

  /** How many tenants leave the target alone, each for itself, while others may use it. */
  default int ownCooldowns(String target, Instant now) {
    return 0;
  }
}
