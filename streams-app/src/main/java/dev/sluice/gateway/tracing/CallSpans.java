package dev.sluice.gateway.tracing;

import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.topology.CallTracer;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells calls in spans of OpenTelemetry: each once, by the process that has committed what it
 * tells. Any thread.
 */
final class CallSpans implements CallTracer {
  private final TraceContexts contexts;
  private final EventKeys keys;
  private final RequestSpans requests;
  private final AttemptSpans attempts;

  CallSpans(TraceContexts contexts, EventKeys keys, RequestSpans requests, AttemptSpans attempts) {
    this.contexts = contexts;
    this.keys = keys;
    this.requests = requests;
    this.attempts = attempts;
  }

  @Override
  public @Nullable String header(SpecificRecord event, @Nullable String traceparent) {
    String key = keys.of(event);
    return key == null ? traceparent : TraceContexts.traceparent(contexts.call(traceparent, key));
  }

  @Override
  public void committed(
      SpecificRecord event, @Nullable String traceparent, @Nullable String header) {
    if (keys.of(event) == null) {
      return;
    }
    SpanContext own = TraceContexts.ofEvent(header);
    if (own.isSampled()) {
      requests.tell(event, new FinishedSpan.Place(TraceContexts.read(traceparent), own));
    }
  }

  @Override
  public void waitEnded(Call call, Duration wait) {
    SpanContext trace = trace(call);
    if (trace.isSampled()) {
      attempts.waited(call, trace, wait);
    }
  }

  @Override
  public void attemptStarted(Call call, Duration queued) {
    if (queued.isZero()) {
      return;
    }
    SpanContext trace = trace(call);
    if (trace.isSampled()) {
      attempts.queued(call, trace, queued);
    }
  }

  @Override
  public void attemptEnded(Call call, AttemptReport report) {
    SpanContext trace = trace(call);
    if (trace.isSampled()) {
      attempts.ended(call, trace, report);
    }
  }

  @Override
  public void lateAttemptEnded(AttemptReport report, @Nullable String traceparent) {
    SpanContext trace = contexts.call(traceparent, report.pollingId());
    if (trace.isSampled()) {
      attempts.late(trace, report);
    }
  }

  @Override
  public void attemptLost(Call call) {
    SpanContext trace = trace(call);
    if (trace.isSampled() && call.state() instanceof CallState.InFlight out) {
      attempts.lost(call, trace, out);
    }
  }

  private SpanContext trace(Call call) {
    return contexts.call(call.request().traceparent(), call.pollingId());
  }
}
