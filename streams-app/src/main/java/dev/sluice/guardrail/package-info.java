/**
 * Guardrails: the interface by which anyone adds a kind of them, and the built-in kinds. Values go
 * in and out; no Kafka, no HTTP, no clock.
 *
 * <p>To add a kind, implement {@link dev.sluice.guardrail.GuardrailKind}, name the class in {@code
 * META-INF/services/dev.sluice.guardrail.GuardrailKind}, and put the jar on the gateway's class
 * path. Policies name the kind from then on.
 */
package dev.sluice.guardrail;
