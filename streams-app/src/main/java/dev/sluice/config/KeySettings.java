package dev.sluice.config;

import dev.sluice.admission.PolicyKey;
import dev.sluice.provider.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of a tenant's keys. Without either form of API key it is for the topic only. */
public record KeySettings(
    @Setting("The API key for HTTP. Kept and published only as its SHA-256.")
        @Nullable Secret apiKey,
    @Setting("The SHA-256 of the API key, 64 hex digits, instead of the key itself.")
        @Nullable String apiKeySha256,
    @Setting("The routes that it may use. Default: all that the tenant may use.")
        @Nullable List<String> models,
    @Setting(value = "`true` refuses all its requests.", byDefault = "false") boolean disabled) {

  public KeySettings {
    models = models == null ? null : List.copyOf(models);
  }

  static KeySettings of(PolicyKey key) {
    return new KeySettings(null, key.apiKeySha256(), Names.sorted(key.models()), key.disabled());
  }

  /** The SHA-256 of the API key in lower-case hex, from either form in the file. */
  public @Nullable String sha256() {
    return apiKey != null
        ? Hashes.sha256(apiKey.reveal())
        : apiKeySha256 == null ? null : apiKeySha256.toLowerCase(Locale.ROOT);
  }

  PolicyKey toKey(String id) {
    return new PolicyKey(id, sha256(), models == null ? null : Set.copyOf(models), disabled);
  }
}
