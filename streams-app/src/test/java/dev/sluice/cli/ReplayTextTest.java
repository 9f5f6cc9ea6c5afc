package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.replay.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTextTest {
  private static final String PRICE = "a price of echo/swift-1";

  private final Report report = new Report(Long.MIN_VALUE);

  @Test
  void shouldWarnInTheTableWhenAPriceIsMissing() {
    // Given
    report.noEstimate("acme", 0, PRICE);
    report.noEstimate("acme", 0, PRICE);

    // When
    List<String> lines = ReplayText.table(report, Duration.ofSeconds(1), true);

    // Then
    assertThat(lines)
        .anyMatch(line -> line.startsWith("warning: 2 requests") && line.contains(PRICE));
  }

  @Test
  void shouldWarnInJsonWhenAPriceIsMissing() throws IOException {
    // Given
    report.noEstimate("acme", 0, PRICE);

    // When
    JsonNode json = new ObjectMapper().readTree(ReplayText.json(report));

    // Then
    assertThat(json.at("/warnings/0").asText()).contains(PRICE);
    assertThat(json.path("without_estimate").path(PRICE).asInt()).isEqualTo(1);
  }

  @Test
  void shouldNotWarnWhenEverythingIsPriced() {
    // When
    List<String> lines = ReplayText.table(report, Duration.ofSeconds(1), true);

    // Then
    assertThat(lines).noneMatch(line -> line.startsWith("warning"));
  }
}
