package dev.sluice.wire;

import dev.sluice.call.Answer;
import dev.sluice.call.FinishReason;
import dev.sluice.call.ProviderState;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;

/** Converts answers and their usage to and from Avro records. Stateless; any thread. */
public final class AnswerRecords {
  static {
    AvroTrust.establish();
  }

  private AnswerRecords() {}

  public static dev.sluice.v1.Answer toRecord(Answer answer) {
    Usage usage = answer.usage();
    return dev.sluice.v1.Answer.newBuilder()
        .setText(answer.text())
        .setRefusal(answer.refusal())
        .setReasoning(answer.reasoning())
        .setToolCalls(answer.toolCalls().stream().map(AnswerRecords::toRecord).toList())
        .setFinishReason(Enums.byName(answer.finishReason(), dev.sluice.v1.FinishReason.UNKNOWN))
        .setProviderFinishReason(answer.providerFinishReason())
        .setProviderResponseId(answer.providerResponseId())
        .setProviderModel(answer.providerModel())
        .setUsage(usage == null ? null : toRecord(usage))
        .setProviderStates(answer.providerStates().stream().map(AnswerRecords::toRecord).toList())
        .setInterventions(GuardrailRecords.toRecords(answer.interventions()))
        .build();
  }

  public static Answer fromRecord(dev.sluice.v1.Answer read) {
    return new Answer(
        read.getText(),
        read.getRefusal(),
        read.getReasoning(),
        read.getToolCalls().stream().map(AnswerRecords::fromRecord).toList(),
        Enums.byName(read.getFinishReason(), FinishReason.UNKNOWN),
        read.getProviderFinishReason(),
        read.getProviderResponseId(),
        read.getProviderModel(),
        read.getUsage() == null ? null : fromRecord(read.getUsage()),
        read.getProviderStates().stream().map(AnswerRecords::fromRecord).toList(),
        read.getInterventions().stream().map(GuardrailRecords::fromRecord).toList());
  }

  public static dev.sluice.v1.Usage toRecord(Usage usage) {
    return new dev.sluice.v1.Usage(
        usage.inputTokens(),
        usage.cachedInputTokens(),
        usage.cacheWriteTokens(),
        usage.cacheWrite1hTokens(),
        usage.outputTokens(),
        usage.reasoningTokens(),
        usage.serviceTier(),
        usage.costMicros(),
        usage.estimated());
  }

  public static Usage fromRecord(dev.sluice.v1.Usage read) {
    return new Usage(
        read.getInputTokens(),
        read.getCachedInputTokens(),
        read.getCacheWriteTokens(),
        read.getCacheWrite1hTokens(),
        read.getOutputTokens(),
        read.getReasoningTokens(),
        read.getServiceTier(),
        read.getCostMicros(),
        read.getEstimated());
  }

  public static dev.sluice.v1.ToolCall toRecord(ToolCall call) {
    return new dev.sluice.v1.ToolCall(call.id(), call.name(), call.arguments(), call.custom());
  }

  public static ToolCall fromRecord(dev.sluice.v1.ToolCall read) {
    return new ToolCall(read.getId(), read.getName(), read.getArguments(), read.getCustom());
  }

  public static dev.sluice.v1.ProviderState toRecord(ProviderState state) {
    return new dev.sluice.v1.ProviderState(
        state.api(), state.model(), state.toolCallId(), state.data());
  }

  public static ProviderState fromRecord(dev.sluice.v1.ProviderState read) {
    return new ProviderState(read.getApi(), read.getModel(), read.getToolCallId(), read.getData());
  }
}
