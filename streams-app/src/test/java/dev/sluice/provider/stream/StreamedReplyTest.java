package dev.sluice.provider.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.StreamTiming;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamedReplyTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final int MAX_BYTES = 2_000;

  private Instant now = START;
  private final StreamedReply reply =
      new StreamedReply(
          new ToyStream(),
          MAX_BYTES,
          new StreamedReply.Times(() -> now, START, Duration.ofSeconds(1)));

  private void comes(String json) {
    reply.read(ByteBuffer.wrap(("data: " + json + "\n\n").getBytes(UTF_8)));
  }

  private StreamEnd ends() {
    reply.end();
    var unused = reply.part();
    return reply.ended(StreamEnd.BROKE_OFF);
  }

  @Test
  void shouldTellWhenTheFirstAndTheLastPieceCame() {
    // Given
    comes("{\"usage\":1}");
    now = START.plusMillis(300);
    comes("{\"thought\":\"Hm.\"}");
    now = START.plusMillis(700);
    comes("{\"text\":\"Hel\"}");
    comes("{\"text\":\"lo\"}");
    now = START.plusMillis(900);
    comes("{\"done\":true}");

    // When
    StreamedPart part = reply.part();

    // Then
    assertThat(part.text()).isEqualTo("Hello");
    assertThat(part.timing())
        .isEqualTo(new StreamTiming(Duration.ofMillis(300), Duration.ofMillis(700), true));
    assertThat(reply.ended(StreamEnd.BROKE_OFF)).isEqualTo(StreamEnd.WHOLE);
  }

  @Test
  void shouldHaveNoTimesWhenNothingOfTheAnswerCame() {
    // Given
    comes("{\"usage\":1}");

    // When
    StreamedPart part = reply.part();

    // Then
    assertThat(part.timing()).isNull();
    assertThat(reply.isOver()).isFalse();
  }

  @Test
  void shouldTakeAStreamOfManyTimesTheBytesOfItsAnswer() {
    // Given
    String padding = "x".repeat(500);
    for (int i = 0; i < 1_000; i++) {
      comes("{\"text\":\"a\",\"obfuscation\":\"" + padding + "\"}");
    }
    comes("{\"done\":true}");

    // When
    StreamEnd end = ends();

    // Then
    assertThat(end).isEqualTo(StreamEnd.WHOLE);
    assertThat(reply.part().text()).hasSize(1_000);
  }

  @Test
  void shouldEndWhenTheAnswerIsTooLarge() {
    // Given
    String piece = "x".repeat(100);
    int pieces = 0;
    while (!reply.isFaulty() && pieces < 1_000) {
      comes("{\"text\":\"" + piece + "\"}");
      pieces++;
    }

    // When
    StreamEnd end = ends();

    // Then
    assertThat(end).isEqualTo(StreamEnd.TOO_LARGE);
    assertThat(pieces * piece.length()).isBetween(MAX_BYTES / 2, MAX_BYTES * 5 / 4);
    assertThat(reply.part().reply().getBytes(UTF_8)).hasSize(MAX_BYTES);
  }

  @Test
  void shouldEndWhenTheAnswerTurnsOutTooLargeAtItsEnd() {
    // Given
    comes("{\"text\":\"" + "x".repeat(MAX_BYTES - 50) + "\"}");
    comes("{\"done\":true}");

    // When
    StreamEnd end = ends();

    // Then
    assertThat(end).isEqualTo(StreamEnd.TOO_LARGE);
  }

  @Test
  void shouldEndWhenPuttingTogetherGoesWrong() {
    // Given
    comes("{\"text\":\"a\"}");
    comes("{\"bug\":true}");

    // When
    StreamEnd end = ends();

    // Then
    assertThat(end).isEqualTo(StreamEnd.UNFORESEEN);
    assertThat(reply.isFaulty()).isTrue();
    assertThat(reply.unforeseen()).hasMessage("a bug");
  }

  @Test
  void shouldTellACharacterOnceBothItsHalvesHaveCome() {
    // Given
    List<AnswerDelta> told = told();
    comes("{\"text\":\"a\\ud83d\"}");

    // When
    comes("{\"text\":\"\\ude00b\"}");

    // Then
    assertThat(told)
        .containsExactly(new AnswerDelta.Text("a"), new AnswerDelta.Text("\ud83d\ude00b"));
    assertThat(reply.part().text()).isEqualTo("a\ud83d\ude00b");
  }

  @Test
  void shouldTellNoHalfOfACharacterWhenTheStreamBreaksInIt() {
    // Given
    List<AnswerDelta> told = told();
    comes("{\"text\":\"a\\ud83d\"}");

    // When
    StreamEnd end = ends();

    // Then
    assertThat(end).isEqualTo(StreamEnd.BROKE_OFF);
    assertThat(told).containsExactly(new AnswerDelta.Text("a"));
    assertThat(reply.part().text()).isEqualTo("a");
  }

  @Test
  void shouldTellWhatAWholeAnswerHasThoughItBeNoCharacter() {
    // Given
    List<AnswerDelta> told = told();
    comes("{\"text\":\"a\\ud83d\"}");
    comes("{\"done\":true}");

    // When
    StreamEnd end = ends();

    // Then
    assertThat(end).isEqualTo(StreamEnd.WHOLE);
    assertThat(AnswerDelta.joined(told)).containsExactly(new AnswerDelta.Text("a\ud83d"));
  }

  private List<AnswerDelta> told() {
    List<AnswerDelta> told = new ArrayList<>();
    reply.tell(told::addAll);
    return told;
  }
}
