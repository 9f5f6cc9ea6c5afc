package dev.sluice.gateway;

import dev.sluice.admission.Policy;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration file puts on the tenants topic at start: its tenants' policies, unless the
 * topic already has them or an operator has changed them since. The topic decides. Pure.
 */
public final class TenantSeed {
  /** The author of policies from the file. */
  public static final String FROM_FILE = "config";

  private TenantSeed() {}

  /**
   * @param policies by tenant, of any version
   * @param onTopic the topic's policy; null if it has none
   * @param firstVersion for a tenant without a policy; see {@link TenantTable#firstVersion}
   * @return the records to write, by tenant
   */
  static Map<String, TenantPolicy> records(
      Map<String, Policy> policies,
      Function<String, @Nullable TenantPolicy> onTopic,
      long firstVersion,
      Instant now) {
    Map<String, TenantPolicy> records = new LinkedHashMap<>();
    policies.forEach(
        (tenant, policy) -> {
          TenantPolicy before = onTopic.apply(tenant);
          if (before == null) {
            records.put(tenant, record(policy, firstVersion, now));
          } else if (isFromFile(before) && !isSame(before, policy)) {
            records.put(tenant, record(policy, before.getVersion() + 1, now));
          }
        });
    return records;
  }

  private static TenantPolicy record(Policy policy, long version, Instant now) {
    return PolicyRecords.toRecord(policy)
        .setVersion(version)
        .setChangedAt(now)
        .setChangedBy(FROM_FILE)
        .build();
  }

  private static boolean isFromFile(TenantPolicy policy) {
    return FROM_FILE.equals(policy.getChangedBy());
  }

  private static boolean isSame(TenantPolicy before, Policy policy) {
    return PolicyRecords.fromRecord(before).equals(policy.withVersion(before.getVersion()));
  }
}
