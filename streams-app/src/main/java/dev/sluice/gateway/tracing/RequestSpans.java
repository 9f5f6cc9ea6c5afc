package dev.sluice.gateway.tracing;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.Source;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The spans that events tell: a request's admission, and all of a call when it ends. */
final class RequestSpans {
  private static final List<String> CANCELLED = FailureType.CANCELLED.path();

  private final Spans spans;
  private final String requests;
  private final InstantSource clock;

  /**
   * @param requests the topic's name
   */
  RequestSpans(Spans spans, String requests, InstantSource clock) {
    this.spans = spans;
    this.requests = requests;
    this.clock = clock;
  }

  /**
   * @param place the call's span, or that of a request that became no call
   */
  void tell(SpecificRecord event, FinishedSpan.Place place) {
    if (event instanceof PollingEvent polling && polling.getKind() == PollingEventKind.ACCEPTED) {
      if (polling.getRepeat()) {
        repeated(polling, place);
      } else {
        admitted(polling, place.own());
      }
    } else if (event instanceof CompletionResult result) {
      completed(result, place);
    } else if (event instanceof ErrorRecord error) {
      if (error.getStage() == ErrorStage.FAILED) {
        failed(error, place);
      } else {
        rejected(error, place);
      }
    }
  }

  private void admitted(PollingEvent event, SpanContext call) {
    boolean waits = event.getStatus() == CallStatus.WAITING;
    FinishedSpan.Place within =
        new FinishedSpan.Place(call, TraceContexts.part(call, "admission", event.getPollingId()));
    spans.add(
        within,
        "admission",
        SpanKind.INTERNAL,
        new FinishedSpan.Time(event.getAcceptedAt(), clock.instant()),
        new FinishedSpan.Details(
            Attributes.of(
                Names.POLLING_ID,
                event.getPollingId(),
                Names.VERDICT,
                waits ? "waiting" : "admitted")));
  }

  private void repeated(PollingEvent event, FinishedSpan.Place place) {
    AttributesBuilder attributes = asked(event.getTenant(), event.getRequestId(), event.getModel());
    attributes.put(Names.POLLING_ID, event.getPollingId()).put(Names.VERDICT, "repeated");
    at(attributes, event.getSource());
    request(
        place, new FinishedSpan.Time(event.getOccurredAt(), clock.instant()), attributes, false);
  }

  private void rejected(ErrorRecord error, FinishedSpan.Place place) {
    AttributesBuilder attributes = asked(error.getTenant(), error.getRequestId(), error.getModel());
    attributes.put(Names.VERDICT, "rejected").put(Names.ERROR_TYPE, type(error));
    at(attributes, error.getSource());
    request(place, new FinishedSpan.Time(error.getOccurredAt(), clock.instant()), attributes, true);
  }

  private void completed(CompletionResult result, FinishedSpan.Place place) {
    AttributesBuilder attributes =
        asked(result.getTenant(), result.getRequestId(), result.getModel());
    attributes.put(Names.OUTCOME, "completed").put(Names.TARGET, result.getTarget());
    from(attributes, result.getPollingId());
    request(
        place,
        new FinishedSpan.Time(result.getAcceptedAt(), result.getCompletedAt()),
        attributes,
        false);
  }

  private void failed(ErrorRecord error, FinishedSpan.Place place) {
    AttributesBuilder attributes = asked(error.getTenant(), error.getRequestId(), error.getModel());
    boolean cancelled = error.getFailure().getTypePath().equals(CANCELLED);
    attributes.put(Names.OUTCOME, cancelled ? "cancelled" : "failed");
    attributes.put(Names.ERROR_TYPE, type(error));
    from(attributes, error.getPollingId());
    Instant since = error.getAcceptedAt();
    Instant until = error.getOccurredAt();
    request(
        place, new FinishedSpan.Time(since == null ? until : since, until), attributes, !cancelled);
  }

  private void request(
      FinishedSpan.Place place,
      FinishedSpan.Time time,
      AttributesBuilder attributes,
      boolean failed) {
    attributes
        .put(Names.SYSTEM, "kafka")
        .put(Names.OPERATION_NAME, "process")
        .put(Names.OPERATION_TYPE, "process")
        .put(Names.DESTINATION, requests);
    spans.add(
        place,
        "process " + requests,
        SpanKind.CONSUMER,
        time,
        new FinishedSpan.Details(attributes.build(), failed, null));
  }

  private static AttributesBuilder asked(
      @Nullable String tenant, @Nullable String requestId, @Nullable String route) {
    AttributesBuilder attributes = Attributes.builder();
    put(attributes, Names.TENANT, tenant);
    put(attributes, Names.REQUEST_ID, requestId);
    put(attributes, Names.ROUTE, route);
    return attributes;
  }

  private static void at(AttributesBuilder attributes, Source source) {
    attributes.put(Names.PARTITION, Integer.toString(source.getPartition()));
    attributes.put(Names.OFFSET, source.getOffset());
  }

  private static void from(AttributesBuilder attributes, @Nullable String pollingId) {
    if (pollingId != null) {
      attributes.put(Names.POLLING_ID, pollingId);
      PollingId id = PollingIds.unverified(pollingId).orElse(null);
      if (id != null) {
        attributes.put(Names.PARTITION, Integer.toString(id.partition()));
        attributes.put(Names.OFFSET, id.offset());
      }
    }
  }

  private static void put(
      AttributesBuilder attributes, AttributeKey<String> key, @Nullable String value) {
    if (value != null) {
      attributes.put(key, value);
    }
  }

  private static String type(ErrorRecord error) {
    return String.join("/", error.getFailure().getTypePath());
  }
}
