package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.overview.Overview;
import dev.sluice.overview.Snapshots;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopTextTest {
  private static final long NOW = 1_800_000_002_000L;

  @Test
  void shouldShowTheSameNumbersAsThePage() {
    // Given
    ObjectNode overview =
        Overview.of(
            List.of(Snapshots.of("one", NOW), Snapshots.of("two", NOW)),
            List.of(new Overview.Missing("10.0.0.3:8080", "it does not answer")),
            NOW);

    // When
    List<String> lines = TopText.lines(overview, 120, false);

    // Then
    assertThat(lines)
        .anyMatch(line -> line.contains("2 instances  10.0.0.3:8080 is missing"))
        .anyMatch(line -> line.startsWith("in flight 6  queued 4  waiting 2  in batches 8"))
        .anyMatch(line -> line.matches("main +openai/gpt-5 +fit +20 +2 .*"))
        .anyMatch(line -> line.matches("acme +tenant +spend per day +\\$0.50 +\\$2.00 +25 % .*"))
        .anyMatch(line -> line.matches("openai/gpt-5 +model +\\$1.00 +\\$3.00 +1800"))
        .anyMatch(line -> line.matches("provider/timeout +2 .* acme +resp_1"))
        .allMatch(line -> line.length() <= 120);
  }

  @Test
  void shouldLeaveOutTablesThatHaveNothing() {
    // Given
    ObjectNode empty = Overview.of(List.of(), List.of(), NOW);

    // When
    List<String> lines = TopText.lines(empty, 120, false);

    // Then
    assertThat(lines).hasSize(3).noneMatch(line -> line.contains("TARGET"));
  }
}
