package dev.sluice.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.report.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void shouldShowTheLastRunWithTheRatiosOfAll() {
    // When
    List<Outcome> compared =
        Turns.compared(
            List.of(List.of(outcome(10, "n")), List.of(outcome(30, "n"))),
            List.of(List.of(outcome(10, "n")), List.of(outcome(10, "n"))));

    // Then
    assertThat(compared)
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.tables()).isEqualTo(outcome(30, "n").tables());
              assertThat(outcome.ratios())
                  .singleElement()
                  .satisfies(ratio -> assertThat(ratio.ratio()).isEqualTo(2.0));
            });
  }

  @Test
  void shouldKeepWhatTheReferenceHasLostAndNotItsOtherNotes() {
    // When
    List<Outcome> compared =
        Turns.compared(
            List.of(List.of(outcome(1, "own"))),
            List.of(List.of(outcome(1, "**gateway: 3 missing.**"))));
    List<Outcome> quiet =
        Turns.compared(List.of(List.of(outcome(1, "own"))), List.of(List.of(outcome(1, "theirs"))));

    // Then
    assertThat(compared.get(0).notes()).contains("own", "reference: **gateway: 3 missing.**");
    assertThat(quiet.get(0).notes()).noneMatch(note -> note.contains("theirs"));
  }

  private static Outcome outcome(double value, String note) {
    return new Outcome(
        "d",
        "Heap",
        "",
        List.of(new Table("", List.of(Row.of("gateway").with("MiB", value)))),
        List.of(),
        List.of(),
        List.of(note));
  }
}
