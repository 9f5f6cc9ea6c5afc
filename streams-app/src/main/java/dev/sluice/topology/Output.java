package dev.sluice.topology;

import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.EventHeaders;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Forwards events to their sinks. Each gets an explicit timestamp: the one inherited from an input
 * may be an early one, made for the order of inputs, and would end the event's retention at once.
 * Confined to the stream thread.
 */
final class Output {
  private final ProcessorContext<String, SpecificRecord> context;
  private final RecordSizes sizes;

  Output(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
    this.sizes = RecordSizes.of(context.appConfigs());
  }

  void polling(PollingEvent event, @Nullable String traceparent) {
    forward(
        SluiceTopology.POLLING_SINK,
        event.getTenant(),
        event,
        event.getOccurredAt(),
        traceparent,
        event.getRequestId(),
        event.getPollingId());
  }

  /** How many bytes too large the result is for its topic; 0 or less where it fits. */
  long excess(CompletionResult result, @Nullable String traceparent) {
    return sizes.excess(result, result.getTenant(), traceparent);
  }

  void result(CompletionResult result, @Nullable String traceparent) {
    forward(
        SluiceTopology.RESULTS_SINK,
        result.getTenant(),
        result,
        result.getCompletedAt(),
        traceparent,
        result.getRequestId(),
        result.getPollingId());
  }

  void error(ErrorRecord error, @Nullable String traceparent) {
    forward(
        SluiceTopology.ERRORS_SINK,
        error.getTenant(),
        error,
        error.getOccurredAt(),
        traceparent,
        error.getRequestId(),
        error.getPollingId());
  }

  /** An input that was left out, for operators. */
  void deadLetter(ErrorRecord letter) {
    forward(
        SluiceTopology.DEAD_LETTERS_SINK,
        letter.getTenant(),
        letter,
        letter.getOccurredAt(),
        null,
        null,
        null);
  }

  private void forward(
      String sink,
      @Nullable String tenant,
      SpecificRecord event,
      Instant at,
      @Nullable String traceparent,
      @Nullable String requestId,
      @Nullable String pollingId) {
    Record<String, SpecificRecord> record =
        new Record<>(
            tenant, event, at.toEpochMilli(), EventHeaders.of(traceparent, requestId, pollingId));
    context.forward(record, sink);
  }
}
