package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Answer;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.stream.ReplyAssembler;
import dev.sluice.provider.stream.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every vendor's streams promise to the rest of the gateway. */
class StreamContractTest {

  /** An outcome without what quotes the reply as it came. */
  private record Read(
      @Nullable Answer answer,
      @Nullable FailureType type,
      @Nullable String message,
      @Nullable Usage usage,
      @Nullable Evidence evidence) {

    static Read of(Outcome outcome) {
      if (outcome instanceof Outcome.Answered answered) {
        return new Read(answered.answer(), null, null, null, null);
      }
      Outcome.Failed failed = (Outcome.Failed) outcome;
      return new Read(
          null,
          failed.failure().type(),
          failed.failure().message(),
          failed.usage(),
          failed.evidence());
    }
  }

  static Stream<StreamFixtures> streams() {
    return StreamFixtures.all();
  }

  static Stream<StreamFixtures> withWhole() {
    return StreamFixtures.withWhole();
  }

  static Stream<StreamFixtures> answers() {
    return withWhole().filter(stream -> stream.outcomeOfWhole() instanceof Outcome.Answered);
  }

  @ParameterizedTest
  @MethodSource("withWhole")
  void shouldBecomeWhatTheWholeReplyBecomes(StreamFixtures stream) {
    // Given
    ReplyAssembler assembler = stream.assembler();

    // When
    StreamFixtures.added(assembler, stream.events());

    // Then
    assertThat(assembler.isComplete()).isTrue();
    assertThat(Read.of(stream.outcome(assembler.reply())))
        .isEqualTo(Read.of(stream.outcomeOfWhole()));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void shouldTellTheAnswerAsItIs(StreamFixtures stream) {
    // When
    List<AnswerDelta> deltas = StreamFixtures.added(stream.assembler(), stream.events());

    // Then
    Answer answer = ((Outcome.Answered) stream.outcomeOfWhole()).answer();
    assertThat(Told.by(deltas).comparable()).isEqualTo(Told.of(answer).comparable());
  }

  @ParameterizedTest
  @MethodSource("streams")
  void shouldHaveAReplyWhereverItIsCut(StreamFixtures stream) {
    // Given
    List<AnswerDelta> all = StreamFixtures.added(stream.assembler(), stream.events());
    ReplyAssembler cut = stream.assembler();
    boolean wasComplete = cut.isComplete();
    assertThat(wasComplete).isFalse();
    assertThat(stream.outcome(cut.reply())).isInstanceOf(Outcome.Failed.class);

    // When
    List<AnswerDelta> deltas = new ArrayList<>();
    for (StreamEvent event : stream.events()) {
      deltas.addAll(cut.add(event));
      JsonNode reply = cut.reply();
      JsonNode again = cut.reply();

      // Then
      assertThat(stream.outcome(reply)).isNotNull();
      assertThat(again).isEqualTo(reply).isNotSameAs(reply);
      assertThat(deltas).isEqualTo(all.subList(0, Math.min(deltas.size(), all.size())));
      assertThat(cut.isComplete()).as("complete once, complete for good").isIn(true, wasComplete);
      wasComplete = cut.isComplete();
    }
  }
}
