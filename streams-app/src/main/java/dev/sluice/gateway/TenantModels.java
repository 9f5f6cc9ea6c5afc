package dev.sluice.gateway;

import dev.sluice.admission.Access;
import dev.sluice.admission.Policy;
import dev.sluice.call.Routes;
import dev.sluice.http.Models;
import dev.sluice.http.Principal;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes that tenants' policies allow for their keys. Immutable; any thread. */
final class TenantModels implements Models {
  private final Routes routes;
  private final Function<String, @Nullable TenantPolicy> policies;

  TenantModels(Routes routes, Function<String, @Nullable TenantPolicy> policies) {
    this.routes = routes;
    this.policies = policies;
  }

  @Override
  public List<String> of(Principal principal) {
    TenantPolicy record = policies.apply(principal.tenant());
    if (record == null) {
      return List.of();
    }
    Policy policy;
    try {
      policy = PolicyRecords.fromRecord(record);
    } catch (IllegalArgumentException ofANewerRelease) {
      // requests under such a policy are refused too
      return List.of();
    }
    return routes.names().stream()
        .filter(
            route -> policy.access(principal.keyId(), route, List.of()) instanceof Access.Granted)
        .toList();
  }
}
