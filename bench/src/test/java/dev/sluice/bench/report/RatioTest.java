package dev.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatioTest {
  @Test
  void shouldTakeTheMedianOfPairsAndNotThePairOfMedians() {
    // When: the machine was half as fast in the second round
    Ratio ratio = Ratio.of("requests/s", List.of(200.0, 110.0, 240.0), List.of(100.0, 50.0, 120.0));

    // Then
    assertThat(ratio.ratio()).isEqualTo(2.0);
    assertThat(ratio.least()).isEqualTo(2.0);
    assertThat(ratio.most()).isEqualTo(2.2);
    assertThat(ratio.gateway()).isEqualTo(200.0);
    assertThat(ratio.reference()).isEqualTo(100.0);
    assertThat(ratio.rounds()).isEqualTo(3);
  }

  @Test
  void shouldLeaveOutARoundWithoutAPartner() {
    assertThat(Ratio.of("p50", List.of(4.0, 9.0), List.of(2.0)).ratio()).isEqualTo(2.0);
  }

  @Test
  void shouldMakeNoRatioOfWhatCouldNotBeMeasuredOrWasZero() {
    // When
    Ratio ratio = Ratio.of("503", List.of(3.0, Double.NaN), List.of(0.0, 4.0));

    // Then
    assertThat(ratio.ratio()).isNaN();
    assertThat(ratio.least()).isNaN();
    assertThat(ratio.rounds()).isZero();
  }

  @Test
  void shouldCompareTheFiguresThatTablesOfBothHave() {
    // Given
    Outcome first = outcome(Row.of("gateway").with("heap MiB", 10.0).with("lost", 0L));
    Outcome second = outcome(Row.of("gateway").with("heap MiB", 30.0).with("lost", 0L));
    Outcome reference = outcome(Row.of("gateway").with("heap MiB", 20.0).with("lost", 0L));

    // When
    List<Ratio> ratios = Ratio.ofTables(List.of(first, second), List.of(reference, reference));

    // Then
    assertThat(ratios)
        .singleElement()
        .isEqualTo(new Ratio("gateway, heap MiB (Memory)", 20, 20, 1.0, 0.5, 1.5, 2));
  }

  @Test
  void shouldTellWhatIsZeroOnOneSideOnly() {
    // Given
    Outcome ours = outcome(Row.of("gateway").with("lost", 0L));
    Outcome theirs = outcome(Row.of("gateway").with("lost", 7L));

    // When
    List<Ratio> ratios = Ratio.ofTables(List.of(ours), List.of(theirs));

    // Then
    assertThat(ratios).singleElement().satisfies(ratio -> assertThat(ratio.ratio()).isZero());
  }

  @Test
  void shouldShowRatiosOnThePageAndInJson() {
    // Given
    Ratio ratio = Ratio.of("requests/s", List.of(200.0), List.of(80.0));
    Report report =
        new Report(
            "./sluice bench",
            Instant.EPOCH,
            Map.of(),
            List.of(outcome(Row.of("gateway").with("a", 1L)).withRatios(List.of(ratio))));

    // When
    String page = Markdown.of(report, plot -> true);
    var json = ReportFiles.json(report).at("/scenarios/0/ratios/0");

    // Then
    assertThat(page)
        .contains("Over the reference build:")
        .contains("| requests/s | 200 | 80 | 2.50 | 2.50 | 2.50 | 1 |");
    assertThat(json.path("what").asText()).isEqualTo("requests/s");
    assertThat(json.path("ratio").asDouble()).isEqualTo(2.5);
    assertThat(json.path("reference").asDouble()).isEqualTo(80);
  }

  private static Outcome outcome(Row row) {
    return new Outcome(
        "d",
        "Heap",
        "",
        List.of(new Table("Memory", List.of(row))),
        List.of(),
        List.of(),
        List.of());
  }
}
