package dev.sluice.gateway.tracing;

import dev.sluice.config.Settings;
import dev.sluice.config.TracingSettings;
import dev.sluice.topology.CallTracer;
import dev.sluice.wire.TopicNames;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/** The traces of a process, and their export. */
public final class Tracing implements AutoCloseable {
  /** So much is lost of what a process has done that is killed. */
  private static final Duration DELAY = Duration.ofMillis(500);

  /** What one commit tells comes all at once; what finds no room is dropped. */
  private static final int MOST_WAITING = 32_768;

  /**
   * Of 400 to 800 bytes each; collectors take 4 MiB and more. An export costs as much as encoding
   * some hundred spans.
   */
  private static final int MOST_EXPORTED = 4_096;

  private final Spans spans;
  private final CallTracer tracer;

  private Tracing(Spans spans, CallTracer tracer) {
    this.spans = spans;
    this.tracer = tracer;
  }

  /** Without a collector there is none to open: {@link CallTracer#NONE} is the tracer then. */
  public static Tracing open(
      Settings settings, URI endpoint, TopicNames topics, InstantSource clock) {
    return of(settings, processor(settings.tracing(), endpoint), topics, clock);
  }

  static Tracing of(
      Settings settings, SpanProcessor processor, TopicNames topics, InstantSource clock) {
    TraceContexts contexts = new TraceContexts(settings.tracing().sampleRatio());
    Resource resource =
        Resource.getDefault()
            .merge(
                Resource.create(
                    Attributes.builder()
                        .put("service.name", settings.tracing().serviceName())
                        .put("service.namespace", settings.applicationId())
                        .put("service.instance.id", settings.instance())
                        .build()));
    Spans spans = new Spans(processor, resource);
    return new Tracing(
        spans,
        new CallSpans(
            contexts,
            new EventKeys(topics.requests()),
            new RequestSpans(spans, topics.requests(), clock),
            new AttemptSpans(spans, new AttemptAttributes(settings.providerSettings()), clock)));
  }

  private static SpanProcessor processor(TracingSettings settings, URI endpoint) {
    String address = endpoint.toString().replaceFirst("/+$", "") + "/v1/traces";
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(address)
            // a tenth less CPU for each span than with reused objects, which is the default
            .setMemoryMode(MemoryMode.IMMUTABLE_DATA)
            .setCompression(settings.compression().name().toLowerCase(Locale.ROOT));
    settings.headers().forEach((name, value) -> exporter.addHeader(name, value.reveal()));
    return BatchSpanProcessor.builder(new LoggedExporter(exporter.build(), address))
        .setScheduleDelay(DELAY)
        .setMaxQueueSize(MOST_WAITING)
        .setMaxExportBatchSize(MOST_EXPORTED)
        .build();
  }

  public CallTracer tracer() {
    return tracer;
  }

  /** Exports what is left, for some seconds at most. */
  @Override
  public void close() {
    spans.close();
  }
}
