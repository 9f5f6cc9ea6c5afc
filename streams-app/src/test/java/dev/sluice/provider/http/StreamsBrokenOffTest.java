package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.stream.ReplyAssembler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams that end otherwise than a whole reply could. */
class StreamsBrokenOffTest {

  @ParameterizedTest
  @CsvSource({
    "anthropic, overloaded-later, OVERLOADED, 3995, 1",
    "gemini, unavailable-later, OVERLOADED, 31, 0",
    "bedrock, throttled, PROVIDER_RATE_LIMITED, ,",
    "bedrock, model-error-later, SERVER_ERROR, ,",
    "bedrock, error-later, SERVER_ERROR, ,"
  })
  void shouldTellAnErrorWithWhatWasPaidUntilThen(
      String vendor, String name, FailureType type, @Nullable Long input, @Nullable Long output) {
    // When
    Outcome.Failed failed = (Outcome.Failed) outcome(new StreamFixtures(vendor, name));

    // Then
    assertThat(failed.failure().type()).isEqualTo(type);
    assertThat(failed.usage() == null ? null : failed.usage().inputTokens()).isEqualTo(input);
    assertThat(failed.usage() == null ? null : failed.usage().outputTokens()).isEqualTo(output);
  }

  @ParameterizedTest
  @CsvSource({"anthropic, cut-call", "bedrock, cut-call"})
  void shouldLeaveArgumentsThatWereCutOffAsTheModelWroteThem(String vendor, String name) {
    // When
    Outcome.Answered answered = (Outcome.Answered) outcome(new StreamFixtures(vendor, name));

    // Then
    assertThat(answered.answer().toolCalls().get(0).arguments()).isEqualTo("{\"city\": \"Oslo");
  }

  private static Outcome outcome(StreamFixtures stream) {
    ReplyAssembler assembler = stream.assembler();
    var unused = StreamFixtures.added(assembler, stream.events());
    return stream.outcome(assembler.reply());
  }
}
