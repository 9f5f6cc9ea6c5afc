package dev.sluice.guardrail;

/**
 * The attempt that a guardrail runs beside.
 *
 * @param pollingId the call's name
 * @param number 1 for the call's first attempt
 * @param model the model's name at the provider
 */
public record GuardedCall(
    String pollingId, int number, String target, String provider, String model) {}
