package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are read by more than themselves; GoldenFilesTest has all others. */
class AnswersTest {
  private static Outcome decode(String file, Sampling sampling) {
    String vendor = file.substring(0, file.indexOf('/'));
    HttpReply reply = Fixtures.reply(vendor, file.substring(vendor.length() + 1));
    return Fixtures.codec(vendor)
        .decode(
            Attempts.attempt(
                "a", 1, Attempts.target("t", vendor), Attempts.request(List.of(), null), sampling),
            reply,
            Fixtures.NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/nothing-said", "anthropic/nothing-said"})
  void shouldTakeAnEmptyAnswerWhereAStopTextMayHaveEndedIt(String file) {
    // When
    Outcome outcome =
        decode(file, new Sampling(null, null, null, List.of("END"), null, null, null));

    // Then
    Answer answer = ((Outcome.Answered) outcome).answer();
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
  }

  @ParameterizedTest
  @CsvSource({
    "azure-openai, filtered-all, CONTENT_POLICY, 31, 14",
    "anthropic, no-room, CONTEXT_WINDOW_EXCEEDED, 2095, 3"
  })
  void shouldTellWhatWasPaidForWhenThereIsNothingLeftOfTheAnswer(
      String vendor, String file, FailureType type, int input, int output) {
    // When
    Outcome outcome =
        Fixtures.codec(vendor)
            .decode(
                Attempts.saying("hi", Attempts.target("t", vendor)),
                Fixtures.reply(vendor, file),
                Fixtures.NOW);

    // Then
    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.failure().type()).isEqualTo(type);
    assertThat(failed.usage()).isEqualTo(Usage.of(input, output));
  }

  @Test
  void shouldReadAnAnswerWithoutUsage() {
    // Given
    HttpReply reply =
        new HttpReply(
            200, java.util.Map.of(), "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}", false);

    // When
    Outcome outcome =
        Fixtures.codec("anthropic")
            .decode(Attempts.saying("hi", Attempts.target("t", "p")), reply, Fixtures.NOW);

    // Then
    assertThat(((Outcome.Answered) outcome).answer().usage()).isNull();
  }
}
