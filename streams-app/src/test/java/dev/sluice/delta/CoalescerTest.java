package dev.sluice.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CoalescerTest {
  private static final long EVERY = Duration.ofMillis(50).toNanos();
  private static final long NOW = 7;

  private final Coalescer pieces =
      new Coalescer("resp_1", 2, new Coalescer.Pace(Duration.ofMillis(50), 10));

  private static AnswerDelta text(String text) {
    return new AnswerDelta.Text(text);
  }

  private void come(AnswerDelta... deltas) {
    var unused = pieces.add(List.of(deltas), NOW);
  }

  private List<AnswerDeltas> take(long now, boolean end) {
    return pieces.take(now, end).stream().map(Coalescer.Batch::deltas).toList();
  }

  @Test
  void shouldWriteTheFirstPieceAtOnceAndFurtherOnesTogether() {
    // Given
    come(text("Hel"));
    assertThat(pieces.dueIn(NOW)).isZero();
    List<AnswerDeltas> first = take(NOW, false);
    come(text("lo"));
    come(text(", you"));

    // When
    long dueIn = pieces.dueIn(NOW + EVERY / 5);

    // Then
    assertThat(dueIn).isEqualTo(EVERY - EVERY / 5);
    assertThat(first)
        .containsExactly(new AnswerDeltas("resp_1", 2, 0, List.of(text("Hel")), false));
    assertThat(take(NOW + EVERY, false))
        .containsExactly(new AnswerDeltas("resp_1", 2, 1, List.of(text("lo, you")), false));
    assertThat(take(NOW + EVERY, true))
        .containsExactly(new AnswerDeltas("resp_1", 2, 2, List.of(), true));
  }

  @Test
  void shouldNotWaitWhenEnoughTextHasCome() {
    // Given
    come(text("Hel"));
    var unused = take(NOW, false);
    come(text("123456789"));
    assertThat(pieces.dueIn(NOW)).isEqualTo(EVERY);

    // When
    come(text("0"));

    // Then
    assertThat(pieces.dueIn(NOW)).isZero();
  }

  @Test
  void shouldNotWaitAfterASilenceThoughARecordHasJustBeenWritten() {
    // Given
    come(text("Hel"));
    come(text("lo"));
    var unused = take(NOW + EVERY - 1, false);

    // When
    var unusedToo = pieces.add(List.of(text("you")), NOW + EVERY);

    // Then
    assertThat(pieces.dueIn(NOW + EVERY)).isZero();
  }

  @Test
  void shouldKeepApartWhatAddsToDifferentTexts() {
    // Given
    AnswerDelta call = new AnswerDelta.ToolCallBegun(0, "call_1", "weather", false);
    AnswerDelta other = new AnswerDelta.ToolCallBegun(1, "call_2", "time", false);
    come(new AnswerDelta.Reasoning("Hm"), new AnswerDelta.Reasoning("."), text("a"), text("b"));
    come(call, new AnswerDelta.ToolArguments(0, "{"), new AnswerDelta.ToolArguments(0, "}"));
    come(other, new AnswerDelta.ToolArguments(1, "{}"));

    // When
    List<AnswerDeltas> records = take(NOW, true);

    // Then
    assertThat(records)
        .containsExactly(
            new AnswerDeltas(
                "resp_1",
                2,
                0,
                List.of(
                    new AnswerDelta.Reasoning("Hm."),
                    text("ab"),
                    call,
                    new AnswerDelta.ToolArguments(0, "{}"),
                    other,
                    new AnswerDelta.ToolArguments(1, "{}")),
                true));
  }

  @Test
  void shouldLeaveAGapAndTheEndOfWhatWasLost() {
    // Given
    come(text("Hel"));
    var unused = take(NOW, false);
    come(text("lo"));
    long lost = pieces.lose();
    come(text("!"));

    // When
    List<AnswerDeltas> end = take(NOW, true);

    // Then
    assertThat(lost).isPositive();
    assertThat(end).containsExactly(new AnswerDeltas("resp_1", 2, 3, List.of(), true));
  }

  @Test
  void shouldDivideWhatIsTooLargeForOneRecordBetweenCharacters() {
    // Given
    String large = "x" + "\ud83c\udf0a".repeat(Coalescer.MOST_TEXT);
    long added = pieces.add(List.of(text(large)), NOW);

    // When
    List<Coalescer.Batch> batches = pieces.take(NOW, true);

    // Then
    List<String> texts =
        batches.stream().map(batch -> batch.deltas().deltas().get(0).text()).toList();
    assertThat(String.join("", texts)).isEqualTo(large);
    assertThat(texts)
        .hasSize(3)
        .allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(Coalescer.MOST_TEXT))
        .noneSatisfy(
            text -> assertThat(Character.isLowSurrogate(text.charAt(0))).as(text).isTrue());
    assertThat(batches.stream().mapToLong(Coalescer.Batch::size).sum()).isEqualTo(added);
    assertThat(batches)
        .extracting(batch -> batch.deltas().last())
        .containsExactly(false, false, true);
  }

  @Property
  void shouldWriteEachPieceOnceAndCountThem(
      @ForAll List<@Size(max = 6) List<Boolean>> steps, @ForAll boolean ends) {
    // Given
    Coalescer all = new Coalescer("resp_1", 1, new Coalescer.Pace(Duration.ZERO, 1));
    StringBuilder written = new StringBuilder();
    List<AnswerDeltas> records = new ArrayList<>();

    // When
    for (List<Boolean> step : steps) {
      for (boolean isText : step) {
        String text = String.valueOf(written.length() % 10);
        written.append(text);
        var unused = all.add(List.of(isText ? text(text) : new AnswerDelta.Reasoning(text)), NOW);
      }
      all.take(NOW, false).forEach(batch -> records.add(batch.deltas()));
    }
    all.take(NOW, ends).forEach(batch -> records.add(batch.deltas()));

    // Then
    StringBuilder read = new StringBuilder();
    int count = 0;
    for (AnswerDeltas record : records) {
      assertThat(record.first()).isEqualTo(count);
      count += record.deltas().size();
      record.deltas().forEach(delta -> read.append(delta.text()));
    }
    assertThat(read.toString()).isEqualTo(written.toString());
    assertThat(records.stream().filter(AnswerDeltas::last)).hasSize(ends ? 1 : 0);
  }
}
