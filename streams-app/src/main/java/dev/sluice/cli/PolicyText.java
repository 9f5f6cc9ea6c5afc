package dev.sluice.cli;

import dev.sluice.config.PolicyFile;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;

/** A tenant's policy as people read it. */
final class PolicyText {
  private PolicyText() {}

  /**
   * YAML that {@code sluice tenants set} accepts, with a comment that states the version; API keys
   * as hashes.
   *
   * @throws IllegalArgumentException for content of a newer release
   */
  static String of(String tenant, TenantPolicy policy) {
    return "# %s, version %d, changed at %s by %s%n%s"
        .formatted(
            tenant,
            policy.getVersion(),
            policy.getChangedAt(),
            policy.getChangedBy(),
            PolicyFile.write(PolicyRecords.fromRecord(policy)));
  }
}
