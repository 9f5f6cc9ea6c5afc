package dev.sluice.admission;

import dev.sluice.guardrail.GuardrailRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant may do. Immutable.
 *
 * @param version rises with every change; events name the version that decided
 * @param keys the tenant's keys; if empty there is only {@link PolicyKey#DEFAULT}
 * @param models the routes that the tenant may use; null means all
 * @param fallbacks the routes and targets that its requests may name as fallbacks, whatever their
 *     key; null means the routes that the key may use
 * @param maxQueued the most of its requests that may be queued or waiting; empty means the
 *     gateway's setting
 * @param weight its share of what is short, beside those of other tenants; positive
 * @param guardrails the checks of its requests and answers, in order
 * @param signatures the signatures that its requests on the topic need
 * @param webhook where the end of a call is reported
 * @param onBudget the route that takes a request for which only limits of spend have no room; null
 *     refuses it
 */
public record Policy(
    long version,
    List<PolicyKey> keys,
    @Nullable Set<String> models,
    @Nullable Set<String> fallbacks,
    List<Limit> limits,
    OptionalInt maxQueued,
    int weight,
    List<GuardrailRule> guardrails,
    SignatureRule signatures,
    WebhookRule webhook,
    @Nullable String onBudget) {

  private static final int MOST_WEIGHT = 1_000;
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  public Policy {
    keys = List.copyOf(keys);
    models = models == null ? null : Set.copyOf(models);
    fallbacks = fallbacks == null ? null : Set.copyOf(fallbacks);
    limits = List.copyOf(limits);
    guardrails = List.copyOf(guardrails);
  }

  /** Without signatures and webhooks. */
  public Policy(
      long version,
      List<PolicyKey> keys,
      @Nullable Set<String> models,
      @Nullable Set<String> fallbacks,
      List<Limit> limits,
      OptionalInt maxQueued,
      List<GuardrailRule> guardrails) {
    this(
        version,
        keys,
        models,
        fallbacks,
        limits,
        maxQueued,
        1,
        guardrails,
        SignatureRule.NONE,
        WebhookRule.NONE,
        null);
  }

  /** Without guardrails. */
  public Policy(
      long version,
      List<PolicyKey> keys,
      @Nullable Set<String> models,
      @Nullable Set<String> fallbacks,
      List<Limit> limits,
      OptionalInt maxQueued) {
    this(version, keys, models, fallbacks, limits, maxQueued, List.of());
  }

  /** All routes for the default key, within limits. */
  public static Policy of(long version, List<Limit> limits) {
    return new Policy(version, List.of(), null, null, limits, OptionalInt.empty());
  }

  public Policy withVersion(long version) {
    return new Policy(
        version,
        keys,
        models,
        fallbacks,
        limits,
        maxQueued,
        weight,
        guardrails,
        signatures,
        webhook,
        onBudget);
  }

  /**
   * Everything that is wrong with it, each as {@code place: reason}, such as {@code
   * limits[2].amount: must be 1 or more, not 0}; empty if it is sound.
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (version < 0) {
      problems.add("version: must be 0 or more, not " + version);
    }
    keyProblems(problems);
    blankNames("models", models, problems);
    blankNames("fallbacks", fallbacks, problems);
    for (int i = 0; i < limits.size(); i++) {
      String place = "limits[" + i + "].";
      limits.get(i).problems().forEach(problem -> problems.add(place + problem));
    }
    alertProblems(problems);
    if (onBudget != null && onBudget.isBlank()) {
      problems.add("on_budget: must not be blank");
    }
    if (weight < 1 || weight > MOST_WEIGHT) {
      problems.add("weight: must be 1 to " + MOST_WEIGHT + ", not " + weight);
    }
    if (maxQueued.isPresent() && maxQueued.getAsInt() < 0) {
      problems.add("max_queued: must be 0 or more, not " + maxQueued.getAsInt());
    }
    problems.addAll(webhook.problems());
    return List.copyOf(problems);
  }

  /** The metrics that its limits count, so the amounts that a decision needs. */
  public Set<Metric> metrics() {
    Set<Metric> metrics = EnumSet.noneOf(Metric.class);
    for (Limit limit : limits) {
      metrics.add(limit.metric());
    }
    return metrics;
  }

  /**
   * Checks access before any limit.
   *
   * @param keyId null if the request names none
   */
  public Access access(@Nullable String keyId, String model, Collection<String> wanted) {
    PolicyKey key = key(keyId);
    if (key == null) {
      return new Access.UnknownKey(keyId == null ? PolicyKey.DEFAULT : keyId);
    }
    if (key.disabled()) {
      return new Access.DisabledKey(key.keyId());
    }
    if (!mayTake(models, model)) {
      return new Access.ModelNotAllowed(model, null);
    }
    if (!mayTake(key.models(), model)) {
      return new Access.ModelNotAllowed(model, key.keyId());
    }
    for (String fallback : wanted) {
      if (!mayFallBackTo(key, fallback)) {
        return new Access.FallbackNotAllowed(fallback);
      }
    }
    return new Access.Granted(key);
  }

  /** The key of that name, or of requests that name none; null if the tenant has no such key. */
  public @Nullable PolicyKey key(@Nullable String keyId) {
    String name = keyId == null ? PolicyKey.DEFAULT : keyId;
    if (keys.isEmpty()) {
      return name.equals(PolicyKey.DEFAULT) ? PolicyKey.of(PolicyKey.DEFAULT) : null;
    }
    return keys.stream().filter(key -> key.keyId().equals(name)).findFirst().orElse(null);
  }

  private boolean mayFallBackTo(PolicyKey key, String fallback) {
    return fallbacks == null
        ? mayTake(models, fallback) && mayTake(key.models(), fallback)
        : fallbacks.contains(fallback);
  }

  private static boolean mayTake(@Nullable Set<String> allowed, String name) {
    return allowed == null || allowed.contains(name);
  }

  private void keyProblems(List<String> problems) {
    Set<String> names = new HashSet<>();
    Set<String> hashes = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      PolicyKey key = keys.get(i);
      String place = "keys[" + i + "].";
      String hash = key.apiKeySha256();
      if (key.keyId().isBlank()) {
        problems.add(place + "key_id: must not be blank");
      } else if (!names.add(key.keyId())) {
        problems.add(place + "key_id: " + key.keyId() + " is listed twice");
      }
      if (hash != null && !SHA_256.matcher(hash).matches()) {
        problems.add(
            place
                + "api_key_sha256: must be the SHA-256 of the API key as 64 hex digits, never the"
                + " key itself");
      } else if (hash != null && !hashes.add(hash)) {
        problems.add(place + "api_key_sha256: another key has the same API key");
      }
      blankNames(place + "models", key.models(), problems);
    }
  }

  /** Two limits of one counter would share what was told. */
  private void alertProblems(List<String> problems) {
    for (int i = 0; i < limits.size(); i++) {
      Limit limit = limits.get(i);
      for (int j = 0; j < i && !limit.alertAt().isEmpty(); j++) {
        Limit other = limits.get(j);
        if (!other.alertAt().isEmpty()
            && other.kind() == limit.kind()
            && other.counter().equals(limit.counter())) {
          problems.add(
              "limits[%d].alert_at: limits[%d] counts the same and has alert_at too; keep one of them"
                  .formatted(i, j));
        }
      }
    }
  }

  private static void blankNames(String place, @Nullable Set<String> names, List<String> problems) {
    if (names != null && names.stream().anyMatch(String::isBlank)) {
      problems.add(place + ": must not have a blank name");
    }
  }
}
