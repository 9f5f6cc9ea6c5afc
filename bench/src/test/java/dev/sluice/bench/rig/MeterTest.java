package dev.sluice.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MeterTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void shouldTellWhatWasUsedBetweenTwoReadings() {
    // Given
    Meter.Reading before = reading(0, 100, Map.of("gateway", used(10, 300)));
    Meter.Reading after = reading(2, 106, Map.of("gateway", used(11, 200)));

    // When
    Usage usage = after.since(before);

    // Then
    assertThat(usage.cores("gateway")).isEqualTo(0.5);
    assertThat(usage.compiling("gateway")).isEqualTo(0.1);
    assertThat(usage.residentMib("gateway")).isEqualTo(300);
    assertThat(usage.othersCores()).isEqualTo(2.5);
  }

  @Test
  void shouldCountAProcessThatWasStartedAgainFromItsStart() {
    // Given
    Meter.Reading before = reading(0, 0, Map.of("gateway", used(10, 1)));
    Meter.Reading after = reading(4, 0, Map.of("gateway", used(2, 1), "identity", used(1, 1)));

    // When
    Usage usage = after.since(before);

    // Then
    assertThat(usage.cores("gateway")).isEqualTo(0.5);
    assertThat(usage.cores("identity")).isEqualTo(0.25);
  }

  @Test
  void shouldTellNothingOfOthersWhereTheMachineTellsNothing() {
    Meter.Reading reading = reading(0, 0, Map.of());
    assertThat(reading(1, 0, Map.of()).since(reading).othersCores()).isNaN();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldTellWhatThisProcessesCompilerHasUsed() {
    // When
    Duration compiling = ProcFiles.compiling(ProcessHandle.current().pid());

    // Then
    assertThat(compiling).isPositive();
  }

  private static Meter.Reading reading(
      int seconds, int machineSeconds, Map<String, Usage.OfProcess> processes) {
    return new Meter.Reading(seconds * SECOND, processes, Duration.ofSeconds(machineSeconds));
  }

  private static Usage.OfProcess used(int seconds, double mib) {
    return new Usage.OfProcess(
        Duration.ofSeconds(seconds), Duration.ofSeconds(seconds).dividedBy(10), mib);
  }
}
