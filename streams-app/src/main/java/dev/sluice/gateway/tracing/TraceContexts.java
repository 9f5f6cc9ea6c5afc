package dev.sluice.gateway.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of spans, from the request's {@code traceparent} and the names of calls and attempts
 * alone. Pure; any thread.
 */
final class TraceContexts {
  private static final String TRACEPARENT = "traceparent";

  private static final TextMapGetter<String> ONLY_TRACEPARENT =
      (traceparent, name) -> name.equals(TRACEPARENT) ? traceparent : null;

  private static final String CALL = "call";
  private static final String ATTEMPT = "attempt";

  private final Sampler sampler;

  /**
   * @param ratio of the traces that are recorded where the client has not decided, 0 to 1
   */
  TraceContexts(double ratio) {
    this.sampler = Sampler.parentBased(Sampler.traceIdRatioBased(ratio));
  }

  /** The span that a header names; not valid if there is none, or something else. */
  static SpanContext read(@Nullable String traceparent) {
    if (traceparent == null) {
      return SpanContext.getInvalid();
    }
    Context context =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), traceparent, ONLY_TRACEPARENT);
    return Span.fromContext(context).getSpanContext();
  }

  /**
   * @param key names the call, or the request that became none
   */
  SpanContext call(@Nullable String traceparent, String key) {
    SpanContext client = read(traceparent);
    // one hash for both: events and attempts ask for the same call again and again
    String hash = SpanIds.hash(CALL, key);
    String traceId = client.isValid() ? client.getTraceId() : hash;
    SamplingDecision decision =
        sampler
            .shouldSample(
                Context.root().with(Span.wrap(client)),
                traceId,
                CALL,
                SpanKind.CONSUMER,
                Attributes.empty(),
                List.of())
            .getDecision();
    boolean sampled = decision == SamplingDecision.RECORD_AND_SAMPLE;
    return SpanContext.create(
        traceId,
        SpanIds.span(hash),
        sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
        TraceState.getDefault());
  }

  /** The call's span, of which one of its events tells; not remote, as the client's is. */
  static SpanContext ofEvent(@Nullable String header) {
    SpanContext call = read(header);
    return SpanContext.create(
        call.getTraceId(), call.getSpanId(), call.getTraceFlags(), TraceState.getDefault());
  }

  static SpanContext attempt(SpanContext call, String attemptId) {
    return part(call, ATTEMPT, attemptId);
  }

  /** A span within the call's. */
  static SpanContext part(SpanContext call, String what, String of) {
    return SpanContext.create(
        call.getTraceId(), SpanIds.span(what, of), call.getTraceFlags(), TraceState.getDefault());
  }

  static String traceparent(SpanContext context) {
    return "00-"
        + context.getTraceId()
        + "-"
        + context.getSpanId()
        + "-"
        + context.getTraceFlags().asHex();
  }
}
