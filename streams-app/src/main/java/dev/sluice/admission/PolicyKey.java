package dev.sluice.admission;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of a tenant's keys.
 *
 * @param keyId its name, as in a request; not secret
 * @param apiKeySha256 of the API key for HTTP, in hex; null if the key is for the topic only
 * @param models the routes that the key may use; null means all that the tenant may
 * @param disabled true refuses everything
 */
public record PolicyKey(
    String keyId, @Nullable String apiKeySha256, @Nullable Set<String> models, boolean disabled) {

  /** The key of requests that name none. */
  public static final String DEFAULT = "default";

  public PolicyKey {
    apiKeySha256 = apiKeySha256 == null ? null : apiKeySha256.toLowerCase(Locale.ROOT);
    models = models == null ? null : Set.copyOf(models);
  }

  /** A key for all of the tenant's routes, on the topic only. */
  public static PolicyKey of(String keyId) {
    return new PolicyKey(keyId, null, null, false);
  }

  @Override
  public String toString() {
    String hash = apiKeySha256 == null ? "none" : "set";
    return "PolicyKey[keyId=%s, apiKeySha256=%s, models=%s, disabled=%s]"
        .formatted(keyId, hash, models, disabled);
  }
}
