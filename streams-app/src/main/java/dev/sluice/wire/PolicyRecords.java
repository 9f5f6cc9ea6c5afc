package dev.sluice.wire;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.PolicyKey;
import dev.sluice.admission.Scope;
import dev.sluice.admission.SignatureRule;
import dev.sluice.admission.Thresholds;
import dev.sluice.admission.WebhookRule;
import dev.sluice.admission.Window;
import dev.sluice.v1.KeyPolicy;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitScope;
import dev.sluice.v1.LimitWindow;
import dev.sluice.v1.TenantPolicy;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts tenant policies to and from records. */
public final class PolicyRecords {
  static {
    AvroTrust.establish();
  }

  private PolicyRecords() {}

  /**
   * Reads a policy. Whether it is sound and can be enforced is for {@link Policy#problems} to say.
   *
   * @throws IllegalArgumentException for a metric, scope, window, time zone or guardrail phase that
   *     this release does not know, with their places: none of it may be dropped silently
   */
  public static Policy fromRecord(TenantPolicy policy) {
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < policy.getLimits().size(); i++) {
      unknown(policy.getLimits().get(i), "limits[" + i + "].", unknown);
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", unknown));
    }
    return new Policy(
        policy.getVersion(),
        policy.getKeys().stream().map(PolicyRecords::key).toList(),
        set(policy.getModels()),
        set(policy.getFallbacks()),
        policy.getLimits().stream().map(PolicyRecords::fromRecord).toList(),
        optional(policy.getMaxQueued()),
        policy.getWeight(),
        policy.getGuardrails().stream().map(GuardrailRecords::fromRecord).toList(),
        new SignatureRule(policy.getRequireSignature(), policy.getSigningKeyIds()),
        new WebhookRule(policy.getWebhookUrl(), policy.getWebhookSecretId()),
        policy.getOnBudget());
  }

  public static TenantPolicy.Builder toRecord(Policy policy) {
    return TenantPolicy.newBuilder()
        .setVersion(policy.version())
        .setKeys(policy.keys().stream().map(PolicyRecords::key).toList())
        .setModels(sorted(policy.models()))
        .setFallbacks(sorted(policy.fallbacks()))
        .setLimits(policy.limits().stream().map(PolicyRecords::toRecord).toList())
        .setMaxQueued(policy.maxQueued().isPresent() ? policy.maxQueued().getAsInt() : null)
        .setWeight(policy.weight())
        .setGuardrails(policy.guardrails().stream().map(GuardrailRecords::toRecord).toList())
        .setRequireSignature(policy.signatures().required())
        .setSigningKeyIds(policy.signatures().keyIds())
        .setWebhookUrl(policy.webhook().url())
        .setWebhookSecretId(policy.webhook().secretId())
        .setOnBudget(policy.onBudget());
  }

  /** As others than operators may see it. */
  public static TenantPolicy withoutHashes(TenantPolicy policy) {
    List<KeyPolicy> keys =
        policy.getKeys().stream()
            .map(key -> new KeyPolicy(key.getKeyId(), null, key.getModels(), key.getDisabled()))
            .toList();
    return TenantPolicy.newBuilder(policy).setKeys(keys).build();
  }

  static dev.sluice.v1.Limit toRecord(Limit limit) {
    return dev.sluice.v1.Limit.newBuilder()
        .setPer(limit.per().stream().map(scope -> LimitScope.valueOf(scope.name())).toList())
        .setMetric(LimitMetric.valueOf(limit.metric().name()))
        .setAmount(limit.amount())
        .setWindow(LimitWindow.valueOf(limit.window().name()))
        .setTimeZone(limit.zone() == null ? null : limit.zone().getId())
        .setMaxValues(limit.maxValues().isPresent() ? limit.maxValues().getAsInt() : null)
        .setAlertAt(
            limit.alertAt().stream().map(part -> Thresholds.decimal(part).doubleValue()).toList())
        .build();
  }

  private static void unknown(dev.sluice.v1.Limit limit, String place, List<String> unknown) {
    for (int i = 0; i < limit.getPer().size(); i++) {
      if (Scope.named(limit.getPer().get(i).name()).isEmpty()) {
        unknown.add(place + "per[" + i + "]: is not a scope of this release");
      }
    }
    if (Metric.named(limit.getMetric().name()).isEmpty()) {
      unknown.add(place + "metric: is not supported by this release");
    }
    if (Window.named(limit.getWindow().name()).isEmpty()) {
      unknown.add(place + "window: is not supported by this release");
    }
    String zone = limit.getTimeZone();
    try {
      Objects.requireNonNull(zone == null ? ZoneOffset.UTC : ZoneId.of(zone));
    } catch (DateTimeException notAZone) {
      unknown.add(place + "time_zone: there is no time zone '" + zone + "'");
    }
    try {
      Objects.requireNonNull(Thresholds.fromDoubles(limit.getAlertAt()));
    } catch (IllegalArgumentException tooFine) {
      unknown.add(place + tooFine.getMessage());
    }
  }

  /** For a limit without unknown symbols. */
  private static Limit fromRecord(dev.sluice.v1.Limit limit) {
    Set<Scope> per = EnumSet.noneOf(Scope.class);
    limit.getPer().forEach(scope -> per.add(Scope.named(scope.name()).orElseThrow()));
    String zone = limit.getTimeZone();
    return new Limit(
        per,
        Metric.named(limit.getMetric().name()).orElseThrow(),
        limit.getAmount(),
        Window.named(limit.getWindow().name()).orElseThrow(),
        zone == null ? null : ZoneId.of(zone),
        optional(limit.getMaxValues()),
        Thresholds.fromDoubles(limit.getAlertAt()));
  }

  private static PolicyKey key(KeyPolicy key) {
    return new PolicyKey(
        key.getKeyId(), key.getApiKeySha256(), set(key.getModels()), key.getDisabled());
  }

  private static KeyPolicy key(PolicyKey key) {
    return new KeyPolicy(key.keyId(), key.apiKeySha256(), sorted(key.models()), key.disabled());
  }

  private static @Nullable Set<String> set(@Nullable List<String> names) {
    return names == null ? null : new HashSet<>(names);
  }

  private static @Nullable List<String> sorted(@Nullable Set<String> names) {
    return names == null ? null : names.stream().sorted().toList();
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
