package dev.sluice.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityTest {
  private static final Path RESULTS = Path.of("../docs/performance/results.json");
  private static final int PARTITIONS = 4;
  private static final int THREADS = 2;

  /** The machine alone makes it differ by a factor of two on one day. */
  private static final Percentage CLOSE = Percentage.withPercentage(50);

  private static JsonNode row(String scenario, String title, String subject) throws IOException {
    for (JsonNode each : new ObjectMapper().readTree(RESULTS.toFile()).get("scenarios")) {
      for (JsonNode table : each.get("tables")) {
        if (each.get("id").asText().equals(scenario) && table.get("title").asText().equals(title)) {
          for (JsonNode row : table.get("rows")) {
            if (row.get("subject").asText().equals(subject)) {
              return row;
            }
          }
        }
      }
    }
    throw new AssertionError(scenario + " has no such row: " + subject);
  }

  @Test
  void shouldCostWhatWasMeasuredAtFullLoad() throws IOException {
    // Given
    double rate = row("a", "", "gateway").get("requests/s").asDouble();
    JsonNode cpu = row("a", "CPU by process, in microseconds for each request", "gateway");

    // When
    double gateway = Capacity.gatewayCpu(rate, PARTITIONS, THREADS) * 1e6;
    double broker = Capacity.brokerCpu(rate, PARTITIONS, THREADS) * 1e6;

    // Then
    assertThat(gateway).isCloseTo(cpu.get("gateway").asDouble(), CLOSE);
    assertThat(broker).isCloseTo(cpu.get("broker").asDouble(), CLOSE);
  }

  @Test
  void shouldCostWhatWasMeasuredAtALowRate() throws IOException {
    // Given
    JsonNode cores = row("b", "Cores that were busy", "gateway");

    // When
    double gateway = Capacity.gatewayCpu(200, PARTITIONS, THREADS) * 200;
    double broker = Capacity.brokerCpu(200, PARTITIONS, THREADS) * 200;

    // Then
    assertThat(gateway).isCloseTo(cores.get("gateway").asDouble(), CLOSE);
    assertThat(broker).isCloseTo(cores.get("broker").asDouble(), CLOSE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 1_000, 10_000, 100_000, 1_000_000})
  void shouldLeaveRoomForTheLossOfAMachine(long rate) {
    // When
    Capacity capacity = Capacity.of(Demand.of(rate, 1_000));

    // Then
    assertThat(capacity.gatewayCores())
        .isLessThan((capacity.gateways() - 1) * Capacity.GATEWAY_CORES);
    assertThat(capacity.brokerCores()).isLessThan(capacity.brokers() * Capacity.BROKER_CORES * 0.7);
    assertThat(capacity.partitions()).isGreaterThanOrEqualTo(2 * capacity.gateways());
    assertThat(capacity.callsInFlight() / (capacity.gateways() - 1)).isLessThanOrEqualTo(20_000);
  }

  @Test
  void shouldTakeMoreOfEverythingForMoreRequests() {
    // Given
    Capacity less = Capacity.of(Demand.of(10_000, 1_000));

    // When
    Capacity more = Capacity.of(Demand.of(20_000, 1_000));

    // Then
    assertThat(more.partitions()).isGreaterThan(less.partitions());
    assertThat(more.gateways()).isGreaterThan(less.gateways());
    assertThat(more.written()).isCloseTo(2 * less.written(), Percentage.withPercentage(1));
    assertThat(more.topics()).isCloseTo(2 * less.topics(), Percentage.withPercentage(1));
  }
}
