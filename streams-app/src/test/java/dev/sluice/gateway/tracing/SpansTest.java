package dev.sluice.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpansTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final FinishedSpan.Place PLACE =
      new FinishedSpan.Place(
          SpanContext.getInvalid(),
          TraceContexts.read("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Spans spans = new Spans(SimpleSpanProcessor.create(exporter), Resource.empty());

  private SpanData added(FinishedSpan.Time time, Attributes attributes) {
    spans.add(PLACE, "admission", SpanKind.INTERNAL, time, new FinishedSpan.Details(attributes));
    return exporter.getFinishedSpanItems().get(0);
  }

  @Test
  void shouldTellAtMost512CharactersOfAText() {
    // Given
    Attributes long600 = Attributes.of(Names.ROUTE, "r".repeat(600), Names.ATTEMPT_NUMBER, 1L);

    // When
    SpanData span = added(new FinishedSpan.Time(START, START), long600);

    // Then
    assertThat(span.getAttributes())
        .isEqualTo(Attributes.of(Names.ROUTE, "r".repeat(512), Names.ATTEMPT_NUMBER, 1L));
  }

  @Test
  void shouldEndASpanAsItStartsWhenAClockWasSetBack() {
    // When
    SpanData span = added(new FinishedSpan.Time(START, START.minusSeconds(1)), Attributes.empty());

    // Then
    assertThat(span.getStartEpochNanos()).isEqualTo(START.getEpochSecond() * 1_000_000_000);
    assertThat(span.getEndEpochNanos()).isEqualTo(span.getStartEpochNanos());
  }
}
