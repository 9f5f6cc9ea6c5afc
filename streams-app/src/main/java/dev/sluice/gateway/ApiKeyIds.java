package dev.sluice.gateway;

import dev.sluice.v1.KeyPolicy;
import dev.sluice.v1.TenantPolicy;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The API keys of a tenant's policy, for HTTP. Stateless; any thread. */
final class ApiKeyIds {
  private ApiKeyIds() {}

  /** The IDs of the enabled keys by the SHA-256 of their API key. */
  static Map<String, String> of(TenantPolicy policy) {
    return policy.getKeys().stream()
        .filter(key -> key.getApiKeySha256() != null && !key.getDisabled())
        .collect(
            Collectors.toMap(
                KeyPolicy::getApiKeySha256,
                KeyPolicy::getKeyId,
                (one, other) -> one,
                TreeMap::new));
  }
}
