package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FilteredDeltasTest {

  /** Holds the last character back, and writes it in upper case. */
  private static final class Upper implements TextFilter {
    private String held = "";

    @Override
    public String add(String piece) {
      String all = held + piece;
      held = all.substring(Math.max(0, all.length() - 1)).toUpperCase(Locale.ROOT);
      return all.substring(0, Math.max(0, all.length() - 1));
    }

    @Override
    public String end() {
      return held;
    }
  }

  private final FilteredDeltas filtered = new FilteredDeltas(Upper::new);

  @Test
  void shouldFilterEachTextByItselfInTheirOrder() {
    // When
    List<AnswerDelta> passed =
        filtered.add(
            List.of(
                new AnswerDelta.Reasoning("ab"),
                new AnswerDelta.Reasoning("c"),
                new AnswerDelta.Text("d"),
                new AnswerDelta.ToolCallBegun(0, "id", "f", true),
                new AnswerDelta.ToolArguments(0, "x"),
                new AnswerDelta.ToolArguments(1, "yz")));

    // Then
    assertThat(passed)
        .containsExactly(
            new AnswerDelta.Reasoning("a"),
            new AnswerDelta.Reasoning("B"),
            new AnswerDelta.Reasoning("C"),
            new AnswerDelta.Text("D"),
            new AnswerDelta.ToolCallBegun(0, "iD", "F", true),
            new AnswerDelta.ToolArguments(0, "X"),
            new AnswerDelta.ToolArguments(1, "y"));
    assertThat(filtered.end()).containsExactly(new AnswerDelta.ToolArguments(1, "Z"));
  }

  @Test
  void shouldPassTheEndOnce() {
    // Given
    assertThat(filtered.add(List.of(new AnswerDelta.Text("ab")))).hasSize(1);
    assertThat(filtered.end()).hasSize(1);

    // When
    List<AnswerDelta> again = filtered.end();

    // Then
    assertThat(again).isEmpty();
  }
}
