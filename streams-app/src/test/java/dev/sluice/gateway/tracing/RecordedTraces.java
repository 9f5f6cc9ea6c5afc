package dev.sluice.gateway.tracing;

import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import dev.sluice.gateway.RealCluster;
import dev.sluice.topology.CallTracer;
import dev.sluice.wire.TopicNames;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What a process would export. */
public final class RecordedTraces {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Tracing tracing;

  /**
   * @param settings those under {@code tracing}, on one line
   */
  public RecordedTraces(String settings, TopicNames topics, InstantSource clock) {
    this.tracing =
        Tracing.of(settings(settings), SimpleSpanProcessor.create(exporter), topics, clock);
  }

  /** A whole configuration with these settings under {@code tracing}. */
  static Settings settings(String tracing) {
    String config =
        RealCluster.config(
            "traced.",
            Path.of("unused"),
            "unused:9092",
            "http://unused:8081",
            """
            providers:
              provider-of-first: {kind: openai, base_url: 'http://model.example:8000/v1'}
            routes:
              chat: {targets: [{provider: provider-of-first, model: swift-1}]}
            tracing: %s
            """
                .formatted(tracing));
    return SettingsReader.parse(config, "test.yaml", Map.of());
  }

  public CallTracer tracer() {
    return tracing.tracer();
  }

  /** In the order of their ends. */
  public List<SpanData> spans() {
    return exporter.getFinishedSpanItems();
  }

  /** The one of that name. */
  public SpanData span(String name) {
    List<SpanData> all = spans().stream().filter(span -> span.getName().equals(name)).toList();
    if (all.size() != 1) {
      throw new AssertionError("not one span " + name + " in " + spans());
    }
    return all.get(0);
  }
}
