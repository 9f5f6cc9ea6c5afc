package dev.sluice.call;

import dev.sluice.guardrail.Intervention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's answer, in one vocabulary for all providers.
 *
 * @param text null if the answer consists of tool calls or a refusal only
 * @param providerFinishReason the reason in the provider's words; the guardrail's name if a
 *     guardrail answered
 * @param usage null if the provider reported none
 * @param providerStates what the provider must get back with this answer, in order
 * @param interventions what guardrails did to it, or while the call ran
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
    List<ProviderState> providerStates,
    List<Intervention> interventions) {

  public Answer {
    toolCalls = List.copyOf(toolCalls);
    providerStates = List.copyOf(providerStates);
    interventions = List.copyOf(interventions);
  }

  /** A provider's answer without state, not yet seen by a guardrail. */
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
        List.of(),
        List.of());
  }

  public static Answer text(String text, Usage usage) {
    return new Answer(text, null, null, List.of(), FinishReason.STOP, null, null, null, usage);
  }

  /**
   * A guardrail's answer in place of the model's.
   *
   * @param usage of the model's own answer; null if the model was not asked
   */
  public static Answer byGuardrail(String guardrail, String text, @Nullable Usage usage) {
    return new Answer(
        text, null, null, List.of(), FinishReason.GUARDRAIL, guardrail, null, null, usage);
  }

  public Answer withUsage(Usage usage) {
    return with(usage, providerStates, interventions);
  }

  public Answer withToolCalls(List<ToolCall> toolCalls) {
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
        providerStates,
        interventions);
  }

  public Answer withProviderStates(List<ProviderState> providerStates) {
    return with(usage, providerStates, interventions);
  }

  public Answer withInterventions(List<Intervention> interventions) {
    return with(usage, providerStates, interventions);
  }

  private Answer with(
      @Nullable Usage usage, List<ProviderState> providerStates, List<Intervention> interventions) {
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
        providerStates,
        interventions);
  }
}
