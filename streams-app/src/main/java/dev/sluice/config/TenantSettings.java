package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import dev.sluice.admission.Policy;
import dev.sluice.admission.SignatureRule;
import dev.sluice.admission.WebhookRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a tenant may do; seeds the tenants topic. */
public record TenantSettings(
    @Setting(
            "Its keys by their ID, as requests name it in `key_id`. Without any there is one, `default`, for the topic only.")
        Map<String, KeySettings> keys,
    @Setting("The routes that it may use. Default: all.") @Nullable List<String> models,
    @Setting(
            "The routes and targets that its requests may name as fallbacks. Default: the "
                + "routes that it may use.")
        @Nullable List<String> fallbacks,
    @Setting("Its limits, any number; a request must fit in all of them.")
        List<LimitSettings> limits,
    @Setting(
            value =
                "The most of its requests that may be queued or waiting. Without the setting: `dispatch.max_queued_per_tenant`.",
            min = "0")
        @Nullable Integer maxQueued,
    @Setting(
            value =
                "Its share of what is short: a tenant of weight 3 has three calls under way for each one of a tenant of weight 1, if both have more to do.",
            byDefault = "1",
            min = "1",
            max = "1000")
        int weight,
    @Setting("Its guardrails, in order; see Guardrails above.") List<GuardrailEntry> guardrails,
    @Setting(
            value =
                "`true` refuses its requests on the topic with 401 unless they are signed with one of its `signing` secrets.",
            byDefault = "false")
        boolean requireSignature,
    @Setting(
            "The numbers of the signing secrets that are accepted. Without the setting: all that it has.")
        List<String> signingKeys,
    @Setting(
            "The URL to notify of the ends of its calls, such as "
                + "`https://example.com/hooks`; see [http-api.md](http-api.md#webhooks). "
                + "Without the setting: nowhere.")
        @Nullable String webhookUrl,
    @Setting("The secret that signs its webhooks, by its name under `webhooks.secrets`.")
        @Nullable String webhookSecretId,
    @Setting(
            "The route that takes a request for which only limits of `spend` have no room; see Budgets above. Without the setting it is refused, or waits.")
        @Nullable String onBudget) {

  public TenantSettings {
    keys = ImmutableMap.copyOf(keys);
    models = models == null ? null : List.copyOf(models);
    fallbacks = fallbacks == null ? null : List.copyOf(fallbacks);
    limits = List.copyOf(limits);
    guardrails = List.copyOf(guardrails);
    signingKeys = List.copyOf(signingKeys);
  }

  /** The reverse of {@link #toPolicy}. */
  static TenantSettings of(Policy policy) {
    Map<String, KeySettings> keys = new LinkedHashMap<>();
    policy.keys().forEach(key -> keys.put(key.keyId(), KeySettings.of(key)));
    return new TenantSettings(
        keys,
        Names.sorted(policy.models()),
        Names.sorted(policy.fallbacks()),
        policy.limits().stream().map(LimitSettings::of).toList(),
        policy.maxQueued().isPresent() ? policy.maxQueued().getAsInt() : null,
        policy.weight(),
        policy.guardrails().stream().map(GuardrailEntry::of).toList(),
        policy.signatures().required(),
        policy.signatures().keyIds(),
        policy.webhook().url(),
        policy.webhook().secretId(),
        policy.onBudget());
  }

  /** For admission; its limits have no {@link LimitSettings#problem}. */
  Policy toPolicy(long version) {
    return new Policy(
        version,
        keys.entrySet().stream().map(key -> key.getValue().toKey(key.getKey())).toList(),
        models == null ? null : Set.copyOf(models),
        fallbacks == null ? null : Set.copyOf(fallbacks),
        limits.stream().map(LimitSettings::toLimit).toList(),
        maxQueued == null ? OptionalInt.empty() : OptionalInt.of(maxQueued),
        weight,
        guardrails.stream().map(GuardrailEntry::toRule).toList(),
        new SignatureRule(requireSignature, signingKeys),
        webhook(),
        onBudget);
  }

  WebhookRule webhook() {
    return new WebhookRule(webhookUrl, webhookSecretId);
  }
}
