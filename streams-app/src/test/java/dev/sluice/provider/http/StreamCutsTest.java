package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.call.Answer;
import dev.sluice.call.Outcome;
import dev.sluice.failure.Failure;
import dev.sluice.provider.http.ReplayTransport.Ending;
import dev.sluice.provider.stream.EventReader;
import dev.sluice.provider.stream.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every vendor's streams, by the byte, through all that reads them but the socket. Nothing waits:
 * what has not ended when the last byte and what follows it have come never would.
 */
class StreamCutsTest {

  private static final int MOST_BYTES = 1 << 20;

  /** One of each vendor, with text of more than one byte for a character where there is one. */
  private static final List<StreamFixtures> EVERY_BYTE =
      List.of(
          new StreamFixtures("anthropic", "characters"),
          new StreamFixtures("azure-openai", "tool-calls"),
          new StreamFixtures("bedrock", "characters"),
          new StreamFixtures("compatible", "gemini-signed-call"),
          new StreamFixtures("gemini", "characters"),
          new StreamFixtures("openai", "characters"),
          new StreamFixtures("openai-responses", "characters"));

  static Stream<StreamFixtures> streams() {
    return StreamFixtures.all();
  }

  static Stream<StreamFixtures> withWhole() {
    return StreamFixtures.withWhole();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void shouldReadTheWholeEventsWhereverTheBytesAreCut(StreamFixtures stream) {
    // Given
    RecordedStream recorded = RecordedStream.of(stream);
    List<StreamEvent> events = stream.events();
    Random random = random(stream);

    for (int length = 0; length <= recorded.length(); length++) {
      // When
      EventReader reader = StreamFixtures.api(stream.vendor()).framing().reader(MOST_BYTES);
      List<StreamEvent> read = new ArrayList<>();
      recorded.chunks(length, random).forEach(chunk -> read.addAll(reader.read(chunk)));
      read.addAll(reader.end());

      // Then
      assertThat(read)
          .as("of %d bytes", length)
          .isEqualTo(events.subList(0, recorded.wholeIn(length)));
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void shouldGiveTheFailureAndTheTextSoFarAfterEachEvent(StreamFixtures stream) {
    // Given
    RecordedStream recorded = RecordedStream.of(stream);
    Cuts cuts = new Cuts(stream, recorded);

    for (int length : recorded.aroundEnds()) {
      for (Ending ending : Ending.values()) {
        // When
        Replayed cut = cuts.at(length, ending);

        // Then
        cuts.check(cut, length, ending);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("EVERY_BYTE")
  void shouldGiveTheFailureAndTheTextSoFarAfterEachByte(StreamFixtures stream) {
    // Given
    RecordedStream recorded = RecordedStream.of(stream);
    Cuts cuts = new Cuts(stream, recorded);
    List<Ending> endings = List.of(Ending.values());

    for (int length = 0; length <= recorded.length(); length++) {
      Ending ending = endings.get(length % endings.size());

      // When
      Replayed cut = cuts.at(length, ending);

      // Then
      cuts.check(cut, length, ending);
    }
  }

  @Test
  void shouldCutAStreamOfEveryVendorAfterEachByte() {
    // When
    Stream<String> vendors = EVERY_BYTE.stream().map(StreamFixtures::vendor);

    // Then
    assertThat(vendors).containsAll(streams().map(StreamFixtures::vendor).toList());
  }

  private static Random random(StreamFixtures stream) {
    return new Random(stream.toString().hashCode());
  }

  /** A stream that ends early, and what has to come of it. */
  private static final class Cuts {
    private final StreamFixtures stream;
    private final RecordedStream recorded;
    private final List<WrittenSoFar> written;
    private final Random random;

    Cuts(StreamFixtures stream, RecordedStream recorded) {
      this.stream = stream;
      this.recorded = recorded;
      this.written = WrittenSoFar.afterEach(stream);
      this.random = random(stream);
    }

    Replayed at(int length, Ending ending) {
      return Replayed.of(stream, recorded.mediaType(), recorded.chunks(length, random), ending);
    }

    void check(Replayed cut, int length, Ending ending) {
      WrittenSoFar expected = written.get(recorded.wholeIn(length));
      assertThatCode(() -> expected.check(cut, ending))
          .as("%s after %d bytes", ending, length)
          .doesNotThrowAnyException();
      assertThat(cut.told()).allMatch(delta -> UTF_8.newEncoder().canEncode(delta.text()));
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
