package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.call.Answer;
import dev.sluice.call.Outcome;
import dev.sluice.failure.Failure;
import dev.sluice.provider.http.ReplayTransport.Ending;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every vendor's streams, by the byte, through all that reads them but the socket. Nothing waits:
 * what has not ended when the last byte and what follows it have come never would.
 */
class StreamCutsTest {

  static Stream<StreamFixtures> streams() {
    return StreamFixtures.all();
  }

  static Stream<StreamFixtures> withWhole() {
    return StreamFixtures.withWhole();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void shouldGiveTheFailureAndTheTextSoFarWhereverTheBytesAreCut(StreamFixtures stream) {
    // Given
    RecordedStream recorded = RecordedStream.of(stream);
    List<WrittenSoFar> written = WrittenSoFar.afterEach(stream);
    Random random = new Random(stream.toString().hashCode());

    for (int length = 0; length <= recorded.length(); length++) {
      for (Ending ending : Ending.values()) {
        // When
        Replayed cut =
            Replayed.of(stream, recorded.mediaType(), recorded.chunks(length, random), ending);

        // Then
        WrittenSoFar expected = written.get(recorded.wholeIn(length));
        assertThatCode(() -> expected.check(cut, ending))
            .as("%s after %d bytes", ending, length)
            .doesNotThrowAnyException();
        assertThat(cut.told()).allMatch(delta -> UTF_8.newEncoder().canEncode(delta.text()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withWhole")
  void shouldGiveWhatTheReplyInOnePieceGives(StreamFixtures stream) {
    // Given
    RecordedStream recorded = RecordedStream.of(stream);
    Outcome whole = Replayed.ofWhole(stream).outcome();

    // When
    Replayed streamed =
        Replayed.of(
            stream,
            recorded.mediaType(),
            recorded.chunks(recorded.length(), new Random(1)),
            Ending.END);

    // Then
    if (whole instanceof Outcome.Answered answered) {
      Answer answer = ((Outcome.Answered) streamed.outcome()).answer();
      assertThat(answer).isEqualTo(answered.answer());
      assertThat(Told.by(streamed.told()).comparable()).isEqualTo(Told.of(answer).comparable());
    } else {
      Outcome.Failed expected = (Outcome.Failed) whole;
      Outcome.Failed failed = (Outcome.Failed) streamed.outcome();
      Failure decisive = failed.failure().decisive();
      assertThat(decisive.type()).isEqualTo(expected.failure().decisive().type());
      assertThat(decisive.message()).isEqualTo(expected.failure().decisive().message());
      assertThat(failed.usage()).isEqualTo(expected.usage());
      assertThat(failed.evidence()).isEqualTo(expected.evidence());
    }
  }
}
