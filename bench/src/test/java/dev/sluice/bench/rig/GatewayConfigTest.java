package dev.sluice.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import dev.sluice.wire.TopicNames;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayConfigTest {
  @Test
  void shouldBeAConfigurationThatTheGatewayTakes() {
    // Given
    GatewayConfig config =
        GatewayConfig.roomy(Script.answering(Duration.ofSeconds(30), 700))
            .withMaxInFlight(12_000)
            .withPartitions(16);

    // When
    Settings settings = settings(config);

    // Then
    assertThat(settings.applicationId()).isEqualTo("app");
    assertThat(settings.kafka().properties())
        .containsEntry("bootstrap.servers", "127.0.0.1:1")
        .containsEntry("commit.interval.ms", "50");
    assertThat(settings.dispatch().maxInFlight()).isEqualTo(12_000);
    assertThat(settings.providerSettings())
        .singleElement()
        .satisfies(provider -> assertThat(provider.maxInFlight()).isEqualTo(12_000));
    assertThat(settings.topics().prefix()).isEqualTo("other.");
    assertThat(settings.topics().partitions()).isEqualTo(16);
  }

  @Test
  void shouldGiveEachTenantItsKeyAndThreeLimits() {
    // Given
    GatewayConfig config =
        GatewayConfig.roomy(Script.answering(Duration.ZERO, 700))
            .withPolicies(GatewayConfig.roomy(List.of("a", "b"), tenant -> "sk-" + tenant));

    // When
    Settings settings = settings(config);

    // Then
    assertThat(settings.tenants()).containsOnlyKeys("a", "b");
  }

  @ParameterizedTest
  @CsvSource({"DEFAULT, true, ", "ON, true, http://127.0.0.1:3", "OFF, false, "})
  void shouldSayWhatTheGatewayTellsOfItself(
      GatewayConfig.Telemetry telemetry, boolean metrics, URI collector) {
    // Given
    GatewayConfig config =
        GatewayConfig.roomy(Script.answering(Duration.ZERO, 700)).withTelemetry(telemetry);

    // When
    Settings settings = settings(config);

    // Then
    assertThat(settings.metrics().enabled()).isEqualTo(metrics);
    assertThat(settings.tracing().endpoint()).isEqualTo(collector);
  }

  private static Settings settings(GatewayConfig config) {
    return SettingsReader.parse(
        config.yaml(
            new GatewayConfig.Owner("app", "app-1", new TopicNames("other.")),
            Path.of("state"),
            Map.of("bootstrap.servers", "127.0.0.1:1", "commit.interval.ms", "50"),
            "http://127.0.0.1:2",
            "http://127.0.0.1:3"),
        "bench.yaml",
        Map.of());
  }
}
