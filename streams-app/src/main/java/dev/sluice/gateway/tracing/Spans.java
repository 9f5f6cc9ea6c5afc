package dev.sluice.gateway.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Makes spans of what is over, with IDs that were chosen before. Any thread. */
final class Spans implements AutoCloseable {
  /** What clients and providers name can be long. */
  private static final int MOST_CHARACTERS = 512;

  private static final int CLOSE_SECONDS = 5;

  private final GivenIds ids = new GivenIds();
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * @param processor takes the spans, and is closed with this
   */
  Spans(SpanProcessor processor, Sampler sampler, Resource resource) {
    this.provider =
        SdkTracerProvider.builder()
            .setResource(resource)
            .setSampler(sampler)
            .setIdGenerator(ids)
            .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(MOST_CHARACTERS).build())
            .addSpanProcessor(processor)
            .build();
    this.tracer = provider.get("dev.sluice");
  }

  /**
   * @param parent not valid for the first span of a trace
   */
  record Place(SpanContext parent, SpanContext own) {}

  /** From when until when; a clock that was set back makes it end as it starts. */
  record Time(Instant start, Instant end) {
    Time {
      end = end.isBefore(start) ? start : end;
    }
  }

  /** Begins a span, for {@link Time#end}. */
  Span begin(Place place, String name, SpanKind kind, Time time, Attributes attributes) {
    ids.give(place.own());
    return tracer
        .spanBuilder(name)
        .setParent(Context.root().with(Span.wrap(place.parent())))
        .setSpanKind(kind)
        .setStartTimestamp(time.start())
        .setAllAttributes(attributes)
        .startSpan();
  }

  void add(Place place, String name, SpanKind kind, Time time, Attributes attributes) {
    begin(place, name, kind, time, attributes).end(time.end());
  }

  /** Waits a little for what is not exported yet. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
