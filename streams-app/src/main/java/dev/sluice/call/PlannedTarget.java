package dev.sluice.call;

/**
 * One target of a call's plan.
 *
 * @param target the target's name: its settings are the operator's and are looked up when an
 *     attempt starts, so that no journal holds them
 * @param sampling the request's own, with the fallback's overrides for this target only
 * @param list the list it belongs to: a target may be in several lists
 */
public record PlannedTarget(String target, Sampling sampling, FallbackList list) {
  public PlannedTarget(String target, Sampling sampling) {
    this(target, sampling, FallbackList.GENERAL);
  }
}
