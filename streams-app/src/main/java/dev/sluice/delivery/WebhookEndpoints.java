package dev.sluice.delivery;

import dev.sluice.admission.Policy;
import dev.sluice.admission.WebhookRule;
import dev.sluice.admission.WebhookTerms;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.webhook.Endpoint;
import dev.sluice.webhook.Signer;
import dev.sluice.wire.PolicyRecords;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The endpoints of tenants' webhooks, by their current policies. Any thread. */
public final class WebhookEndpoints {
  private static final Endpoint NONE = new Endpoint.None();

  private final WebhookTerms terms;
  private final Map<String, Signer> signers;
  private final Endpoint ofUnknownTenants;
  private final Map<String, Endpoint> byTenant = new ConcurrentHashMap<>();

  /**
   * @param signers by the names that policies use
   * @param unknownTenants the policy of tenants without one; null refuses them
   */
  public WebhookEndpoints(
      WebhookTerms terms, Map<String, Signer> signers, @Nullable Policy unknownTenants) {
    this.terms = terms;
    this.signers = Map.copyOf(signers);
    this.ofUnknownTenants = unknownTenants == null ? NONE : endpoint(unknownTenants);
  }

  public Endpoint find(String tenant) {
    return byTenant.getOrDefault(tenant, ofUnknownTenants);
  }

  /**
   * Takes a policy. One that the gateway refuses keeps the previous one in force here as well.
   *
   * @param policy empty withdraws it
   */
  public void put(String tenant, Optional<TenantPolicy> policy) {
    if (policy.isEmpty()) {
      byTenant.remove(tenant);
      return;
    }
    Endpoint endpoint = read(policy.get());
    if (endpoint instanceof Endpoint.Unusable) {
      byTenant.putIfAbsent(tenant, endpoint);
    } else {
      byTenant.put(tenant, endpoint);
    }
  }

  private Endpoint read(TenantPolicy record) {
    try {
      return endpoint(PolicyRecords.fromRecord(record));
    } catch (IllegalArgumentException unknown) {
      return new Endpoint.Unusable("its policy is refused: " + unknown.getMessage());
    }
  }

  private Endpoint endpoint(Policy policy) {
    WebhookRule rule = policy.webhook();
    List<String> problems = new ArrayList<>(policy.problems());
    problems.addAll(terms.problems(rule));
    if (!problems.isEmpty()) {
      return new Endpoint.Unusable("its policy is refused: " + String.join("; ", problems));
    }
    Signer signer = rule.secretId() == null ? null : signers.get(rule.secretId());
    return rule.url() == null || signer == null
        ? NONE
        : new Endpoint.At(URI.create(rule.url()), signer, policy.version());
  }
}
