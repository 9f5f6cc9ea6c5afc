package dev.sluice.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Sampling;
import dev.sluice.provider.http.Attempts;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartialTextsTest {
  private final PartialTexts texts = new PartialTexts(10);
  private final Attempt first = attempt(1);
  private final Attempt second = attempt(2);

  private static Attempt attempt(int number) {
    return Attempts.attempt(
        "a" + number,
        number,
        Attempts.target("t", "p"),
        Attempts.request(List.of(), null),
        Sampling.NONE);
  }

  private void comes(Attempt attempt, AnswerDelta... deltas) {
    texts.add(attempt, List.of(deltas));
  }

  private List<AnswerDelta> soFar() {
    return texts.soFar(first.pollingId());
  }

  @Test
  void shouldTellWhatWasWrittenInOnePieceForEachText() {
    // Given
    AnswerDelta call = new AnswerDelta.ToolCallBegun(0, "call_1", "f", false);
    comes(first, new AnswerDelta.Reasoning("Hm."), new AnswerDelta.Text("Hel"));
    comes(first, new AnswerDelta.Text("lo"));

    // When
    comes(
        first, call, new AnswerDelta.ToolArguments(0, "{"), new AnswerDelta.ToolArguments(0, "}"));

    // Then
    assertThat(soFar())
        .containsExactly(
            new AnswerDelta.Reasoning("Hm."),
            new AnswerDelta.Text("Hello"),
            call,
            new AnswerDelta.ToolArguments(0, "{}"));
    assertThat(texts.soFar("resp_other")).isEmpty();
  }

  @Test
  void shouldBeginAgainWithALaterAttemptAndIgnoreTheOneBefore() {
    // Given
    comes(first, new AnswerDelta.Text("Hello"));

    // When
    comes(second, new AnswerDelta.Text("Hi"));
    comes(first, new AnswerDelta.Text(", you"));
    texts.forget(first);

    // Then
    assertThat(soFar()).containsExactly(new AnswerDelta.Text("Hi"));
  }

  @Test
  void shouldKeepTheBeginningOnlyWhenThereIsNoRoom() {
    // Given
    comes(first, new AnswerDelta.Text("12345678"));

    // When
    comes(first, new AnswerDelta.Text("9ab"));
    comes(first, new AnswerDelta.Text("c"));

    // Then
    assertThat(soFar()).containsExactly(new AnswerDelta.Text("12345678"));
  }

  @Test
  void shouldHaveRoomAgainWhenAnAttemptIsForgotten() {
    // Given
    comes(first, new AnswerDelta.Text("1234567890"));

    // When
    texts.forget(first);

    // Then
    assertThat(soFar()).isEmpty();
    comes(second, new AnswerDelta.Text("1234567890"));
    assertThat(soFar()).containsExactly(new AnswerDelta.Text("1234567890"));
  }
}
