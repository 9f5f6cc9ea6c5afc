package dev.sluice.call;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.HashMap;
import java.util.Map;

/**
 * How fit a target is, for all tenants and for single ones: an immutable value, which {@link
 * TenantCooldown} moves on.
 *
 * @param all what holds for every tenant
 * @param doubts how often attempts of each tenant have failed since {@code all} began to hold or
 *     the last success, perhaps because of what was asked; fewer tenants than it takes failures
 * @param own what else holds for single tenants; what is closed is left out
 */
public record TargetFitness(
    TargetState all, Map<String, Integer> doubts, Map<String, TargetState> own) {

  /** No failures known. */
  public static final TargetFitness FIT = new TargetFitness(TargetState.FIT, Map.of(), Map.of());

  public TargetFitness {
    doubts = Map.copyOf(doubts);
    own =
        own.entrySet().stream()
            .filter(each -> !(each.getValue() instanceof TargetState.Closed))
            .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** What holds for all tenants from now on, without anything else. */
  static TargetFitness of(TargetState all) {
    return new TargetFitness(all, Map.of(), Map.of());
  }

  TargetFitness with(TargetState all) {
    return new TargetFitness(all, doubts, own);
  }

  TargetFitness with(String tenant, TargetState state) {
    Map<String, TargetState> changed = new HashMap<>(own);
    changed.put(tenant, state);
    return new TargetFitness(all, doubts, changed);
  }
}
