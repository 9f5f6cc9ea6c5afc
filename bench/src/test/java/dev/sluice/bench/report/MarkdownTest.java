package dev.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownTest {
  private static final Plot PLOT =
      new Plot(
          "speed",
          "Speed",
          "s",
          "1/s",
          false,
          List.of(new Plot.Line("a", List.of(1.0), List.of(2.0))));
  private static final Outcome OUTCOME =
      new Outcome(
          "a",
          "Throughput",
          "As fast as it goes.",
          List.of(
              new Table(
                  "Rates",
                  List.of(
                      Row.of("gateway").with("requests/s", 1_234.5),
                      Row.of("identity").with("requests/s", 4_000).with("p50 ms", 3.14159)))),
          List.of(Aim.atLeast("ratio", 0.309, 0.333), Aim.atMost("cost", 1.2, 1.2)),
          List.of(PLOT),
          List.of("A note."));
  private static final Report REPORT =
      new Report(
          "./sluice bench --quick",
          Instant.parse("2026-03-01T10:00:00Z"),
          Map.of("cores", "2"),
          List.of(OUTCOME));

  @Test
  void shouldShowEveryFigureAndLeaveHolesWhereThereIsNone() {
    // When
    String page = Markdown.of(REPORT, plot -> true);

    // Then
    assertThat(page)
        .contains("`./sluice bench --quick`", "* cores: 2", "## a) Throughput", "A note.")
        .contains(
            """
            Rates:

            | | requests/s | p50 ms |
            | --- | ---: | ---: |
            | gateway | 1,235 | – |
            | identity | 4,000 | 3.14 |
            """)
        .contains("![Speed](speed.png)");
  }

  @Test
  void shouldSayWhichAimsAreMetAndWhichAreMissed() {
    assertThat(Markdown.of(REPORT, plot -> true))
        .contains("| ratio | 0.309 | at least 0.333 | **missed** |")
        .contains("| cost | 1.20 | at most 1.20 | met |");
  }

  @Test
  void shouldNotPointToAPlotThatCouldNotBeDrawn() {
    assertThat(Markdown.of(REPORT, plot -> false)).doesNotContain("speed.png");
  }

  @Test
  void shouldMeetNoAimByWhatCouldNotBeMeasured() {
    assertThat(Aim.atMost("cost", Double.NaN, 1).isMet()).isFalse();
    assertThat(Aim.atLeast("gain", Double.NaN, 1).isMet()).isFalse();
  }

  @Test
  void shouldWriteTheSameFiguresAsJsonWithAllDigits() {
    // When
    var scenario = ReportFiles.json(REPORT).path("scenarios").path(0);

    // Then
    assertThat(scenario.at("/tables/0/rows/0/requests~1s").asDouble()).isEqualTo(1_234.5);
    assertThat(scenario.at("/tables/0/rows/1/p50 ms").asDouble()).isEqualTo(3.14159);
    assertThat(scenario.at("/aims/0/met").asBoolean(true)).isFalse();
    assertThat(scenario.at("/aims/1/at_most").asDouble()).isEqualTo(1.2);
  }
}
