package dev.sluice.gateway.tracing;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.concurrent.TimeUnit;

/** Hands on spans of what is over, with IDs that were chosen before. Any thread. */
final class Spans implements AutoCloseable {
  private static final int CLOSE_SECONDS = 5;

  private final SpanProcessor processor;
  private final FinishedSpan.Origin origin;

  /**
   * @param processor takes the spans, and is closed with this
   */
  Spans(SpanProcessor processor, Resource resource) {
    this.processor = processor;
    this.origin = new FinishedSpan.Origin(resource, InstrumentationScopeInfo.create("dev.sluice"));
  }

  void add(
      FinishedSpan.Place place,
      String name,
      SpanKind kind,
      FinishedSpan.Time time,
      FinishedSpan.Details details) {
    processor.onEnd(new FinishedSpan(origin, place, name, kind, time, details));
  }

  /** Waits a little for what is not exported yet. */
  @Override
  public void close() {
    var unused = processor.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
