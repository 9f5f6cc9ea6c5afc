package dev.sluice.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.terminal.TextTable.Cell;
import dev.sluice.terminal.TextTable.Column;
import dev.sluice.terminal.TextTable.Tone;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private final TextTable table =
      new TextTable(
          List.of(Column.left("name"), Column.shrinking("what it is"), Column.right("ms")));

  @Test
  void shouldAlignColumnsWhenThereIsRoom() {
    // Given
    table.add(List.of(Cell.of("a"), Cell.of("short"), Cell.of("7")));
    table.add(List.of(Cell.of("longer"), Cell.of(""), Cell.of("1234")));

    // When
    List<String> lines = table.lines(80, false);

    // Then
    assertThat(lines)
        .containsExactly(
            "name    what it is    ms", //
            "a       short          7",
            "longer              1234");
  }

  @Test
  void shouldCutOnlyTheColumnThatMayShrinkWhenItIsTooWide() {
    // Given
    table.add(List.of(Cell.of("a"), Cell.of("a long story of what it is"), Cell.of("12")));

    // When
    List<String> lines = table.lines(24, false);

    // Then
    assertThat(lines)
        .containsExactly(
            "name  what it is      ms", //
            "a     a long story …  12");
  }

  @Test
  void shouldColourTextAndNotWhatAlignsIt() {
    // Given
    table.add(List.of(new Cell("a", Tone.GOOD), new Cell("b", Tone.PLAIN), Cell.of("12")));

    // When
    List<String> lines = table.lines(80, true);

    // Then
    assertThat(lines.get(1)).isEqualTo("\u001b[32ma\u001b[0m     b           12");
  }
}
