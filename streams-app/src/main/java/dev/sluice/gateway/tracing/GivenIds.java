package dev.sluice.gateway.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;

/** Gives the span that a thread starts the IDs that were chosen for it. Any thread. */
final class GivenIds implements IdGenerator {
  private final ThreadLocal<SpanContext> next = ThreadLocal.withInitial(SpanContext::getInvalid);

  /** For the next span of this thread. */
  void give(SpanContext chosen) {
    next.set(chosen);
  }

  @Override
  public String generateSpanId() {
    return next.get().getSpanId();
  }

  @Override
  public String generateTraceId() {
    return next.get().getTraceId();
  }
}
