package dev.sluice.topology;

import dev.sluice.call.OpenTransaction;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.guardrail.Intervention;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.view.ViewWriter;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.FailureRecords;
import dev.sluice.wire.GuardrailRecords;
import dev.sluice.wire.TopicNames;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Forwards events to their sinks and shows them in the view, shortened where they are larger than a
 * record may be; a result never is, see {@link #excess}. Each gets an explicit timestamp: the one
 * inherited from an input may be an early one, made for the order of inputs, and would end the
 * event's retention at once. Confined to the stream thread.
 */
final class EventEmitter {
  private static final Set<List<String>> BLOCKED =
      Set.of(FailureType.GUARDRAIL_BLOCKED.path(), FailureType.PII_BLOCKED.path());

  private final ProcessorContext<String, EncodedEvent> context;
  private final TopicNames topics;
  private final Serializer<SpecificRecord> format;
  private final ViewWriter view;
  private final TaskListener listener;
  private final CallTracer tracer;
  private final OpenTransaction transaction;
  private final RecordSizes sizes;
  private final SpendBook spend;

  /**
   * @param traceparent of the request
   * @param header of the event
   */
  record Trace(@Nullable String traceparent, @Nullable String header) {}

  /**
   * @param format of the events' topics
   */
  EventEmitter(
      ProcessorContext<String, EncodedEvent> context,
      TopologyParts parts,
      Serializer<SpecificRecord> format,
      ViewWriter view) {
    this.context = context;
    this.topics = parts.settings().topics();
    this.format = format;
    this.view = view;
    this.listener = parts.listener();
    this.tracer = parts.tracer();
    this.transaction = parts.transaction();
    this.sizes = RecordSizes.of(context.appConfigs());
    this.spend = new SpendBook(context.getStateStore(StoreNames.SPEND));
  }

  void polling(PollingEvent event, @Nullable String traceparent) {
    String header = tracer.header(event, traceparent);
    emit(
        NodeNames.POLLING_SINK,
        event.getTenant(),
        encoded(topics.polling(), sizes.fitted(event, event.getTenant(), header)),
        event.getOccurredAt(),
        EventHeaders.of(header, event.getRequestId(), event.getPollingId()),
        new Trace(traceparent, header));
    intervened(event.getInterventions());
    spend.add(event);
  }

  /** What the result's records tell of its trace. */
  Trace trace(CompletionResult result, @Nullable String traceparent) {
    return new Trace(traceparent, tracer.header(result, traceparent));
  }

  /** How many bytes the result exceeds its topic's maximum by; 0 or less if it fits. */
  long excess(CompletionResult result, Trace trace) {
    return sizes.excess(result, result.getTenant(), trace.header());
  }

  void result(CompletionResult result, Trace trace) {
    emit(
        NodeNames.RESULTS_SINK,
        result.getTenant(),
        encoded(topics.results(), result),
        result.getCompletedAt(),
        EventHeaders.of(trace.header(), result.getRequestId(), result.getPollingId()),
        trace);
    intervened(result.getAnswer().getInterventions());
    spend.add(result);
  }

  void error(ErrorRecord error, @Nullable String traceparent) {
    String header = tracer.header(error, traceparent);
    emit(
        NodeNames.ERRORS_SINK,
        error.getTenant(),
        encoded(topics.errors(), sizes.fitted(error, error.getTenant(), header)),
        error.getOccurredAt(),
        EventHeaders.of(header, error.getRequestId(), error.getPollingId()),
        new Trace(traceparent, header));
    spend.add(error);
    if (BLOCKED.contains(error.getFailure().getTypePath())) {
      String guardrail = guardrail(FailureRecords.fromRecord(error.getFailure()));
      if (guardrail != null) {
        listener.blocked(guardrail);
      }
    }
  }

  private EncodedEvent encoded(String topic, SpecificRecord event) {
    return new EncodedEvent(event, format.serialize(topic, event));
  }

  private static @Nullable String guardrail(Failure failure) {
    if (failure instanceof PolicyFailure.GuardrailBlocked blocked) {
      return blocked.guardrail();
    }
    return failure instanceof PolicyFailure.PiiBlocked blocked ? blocked.guardrail() : null;
  }

  private void intervened(List<dev.sluice.v1.Intervention> interventions) {
    for (Intervention did : GuardrailRecords.fromRecords(interventions)) {
      listener.intervened(did.guardrail(), did.action());
    }
  }

  /** A skipped input, for operators. */
  void deadLetter(ErrorRecord letter) {
    forward(
        NodeNames.DEAD_LETTERS_SINK,
        letter.getTenant(),
        encoded(topics.deadLetters(), sizes.fitted(letter, letter.getTenant(), null)),
        letter.getOccurredAt(),
        EventHeaders.of(null, null, null));
  }

  /** A limit's use has reached a threshold. */
  void budget(BudgetEvent event) {
    forward(
        NodeNames.BUDGETS_SINK,
        event.getTenant(),
        encoded(topics.budgets(), event),
        event.getOccurredAt(),
        EventHeaders.of(null, null, null));
    transaction.onEnd(() -> listener.committed(event));
  }

  /** Written first: it opens the transaction to which the view's row belongs. */
  private void emit(
      String sink,
      @Nullable String tenant,
      EncodedEvent encoded,
      Instant at,
      Headers headers,
      Trace trace) {
    forward(sink, tenant, encoded, at, headers);
    view.written(encoded.event(), encoded.wire());
    transaction.onEnd(
        () -> {
          listener.committed(encoded.event());
          tracer.committed(encoded.event(), trace.traceparent(), trace.header());
        });
  }

  private void forward(
      String sink, @Nullable String tenant, EncodedEvent encoded, Instant at, Headers headers) {
    // not the time of a request that was stamped while the broker's clock was ahead: the clock is
    // back by now, and the broker refuses times far ahead of it (message.timestamp.after.max.ms)
    long time = Math.min(at.toEpochMilli(), context.currentSystemTimeMs());
    context.forward(new Record<>(tenant, encoded, time, headers), sink);
  }
}
