package dev.sluice.call;

import dev.sluice.guardrail.Intervention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered, in one vocabulary for all providers.
 *
 * @param text null where the answer consists of tool calls or a refusal only
 * @param providerFinishReason the reason in the provider's own word; the guardrail's name where a
 *     guardrail answered
 * @param usage null where the provider named none
 * @param interventions what guardrails did to it, or beside the call
 */
public record Answer(
    @Nullable String text,
    @Nullable String refusal,
    @Nullable String reasoning,
    List<ToolCall> toolCalls,
    FinishReason finishReason,
    @Nullable String providerFinishReason,
    @Nullable String providerResponseId,
    @Nullable String providerModel,
    @Nullable Usage usage,
    List<Intervention> interventions) {

  public Answer {
    toolCalls = List.copyOf(toolCalls);
    interventions = List.copyOf(interventions);
  }

  /** As a provider gives it: no guardrail has seen it. */
  public Answer(
      @Nullable String text,
      @Nullable String refusal,
      @Nullable String reasoning,
      List<ToolCall> toolCalls,
      FinishReason finishReason,
      @Nullable String providerFinishReason,
      @Nullable String providerResponseId,
      @Nullable String providerModel,
      @Nullable Usage usage) {
    this(
        text,
        refusal,
        reasoning,
        toolCalls,
        finishReason,
        providerFinishReason,
        providerResponseId,
        providerModel,
        usage,
        List.of());
  }

  public static Answer text(String text, Usage usage) {
    return new Answer(text, null, null, List.of(), FinishReason.STOP, null, null, null, usage);
  }

  /**
   * What a guardrail answers in the model's place.
   *
   * @param usage of the model's own answer; null where the model was not asked
   */
  public static Answer byGuardrail(String guardrail, String text, @Nullable Usage usage) {
    return new Answer(
        text, null, null, List.of(), FinishReason.GUARDRAIL, guardrail, null, null, usage);
  }

  public Answer withUsage(Usage usage) {
    return new Answer(
        text,
        refusal,
        reasoning,
        toolCalls,
        finishReason,
        providerFinishReason,
        providerResponseId,
        providerModel,
        usage,
        interventions);
  }

  public Answer withInterventions(List<Intervention> interventions) {
    return new Answer(
        text,
        refusal,
        reasoning,
        toolCalls,
        finishReason,
        providerFinishReason,
        providerResponseId,
        providerModel,
        usage,
        interventions);
  }
}
