package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import dev.sluice.view.Events;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskReportsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 0"})
  void shouldCountVerdictsUnlessMetricsAreDisabled(boolean enabled, int counters) {
    // Given
    TaskReports reports =
        TaskReports.of(
            settings(enabled), new TopicNames("sluice."), registry, InstantSource.system());

    // When
    reports.listener().committed(Events.accepted("resp_1").build());

    // Then
    List<Meter> counted =
        registry.getMeters().stream()
            .filter(meter -> meter.getId().getName().equals("sluice.requests.decided"))
            .toList();
    assertThat(counted).hasSize(counters);
  }

  private static Settings settings(boolean metrics) {
    String config =
        RealCluster.config(
            "sluice.",
            Path.of("unused"),
            "unused:9092",
            "http://unused:8081",
            """
            providers: {echo: {kind: echo}}
            routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
            metrics: {enabled: %b}
            """
                .formatted(metrics));
    return SettingsReader.parse(config, "test.yaml", Map.of());
  }
}
