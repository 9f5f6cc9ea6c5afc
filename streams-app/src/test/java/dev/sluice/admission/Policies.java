package dev.sluice.admission;

import dev.sluice.guardrail.GuardrailRule;
import java.util.List;

/** Policies with one thing changed. */
public final class Policies {
  private Policies() {}

  public static Policy with(Policy policy, List<GuardrailRule> guardrails) {
    return with(policy, guardrails, policy.signatures(), policy.webhook());
  }

  public static Policy with(Policy policy, SignatureRule signatures) {
    return with(policy, policy.guardrails(), signatures, policy.webhook());
  }

  public static Policy with(Policy policy, WebhookRule webhook) {
    return with(policy, policy.guardrails(), policy.signatures(), webhook);
  }

  private static Policy with(
      Policy policy,
      List<GuardrailRule> guardrails,
      SignatureRule signatures,
      WebhookRule webhook) {
    return new Policy(
        policy.version(),
        policy.keys(),
        policy.models(),
        policy.fallbacks(),
        policy.limits(),
        policy.maxQueued(),
        policy.weight(),
        guardrails,
        signatures,
        webhook,
        policy.onBudget());
  }
}
