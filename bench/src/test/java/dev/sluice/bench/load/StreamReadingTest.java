package dev.sluice.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StreamReadingTest {
  private static final int OK = 200;
  private static final long MS = 1_000_000;

  private final StreamTimes times = new StreamTimes();
  private final StreamReading reading = new StreamReading(times, 3, 10 * MS);

  @Test
  void shouldTellTimesOfTheBeginningAndOfEachToken() {
    // Given
    times.measure(0, 1_000 * MS);

    // When
    reading.read(chunk(""), 12 * MS);
    reading.read(chunk(token(14)), 20 * MS);
    reading.read(chunk(token(34) + token(54)), 80 * MS);
    reading.read(bytes("data: [DONE]\n\n"), 81 * MS);

    // Then
    assertThat(reading.end(OK)).isTrue();
    Streamed streamed = times.streamed();
    assertThat(streamed.tokens()).isEqualTo(3);
    assertThat(streamed.texts()).isEqualTo(2);
    assertThat(Math.round(streamed.begun().ms(50))).isEqualTo(2);
    assertThat(Math.round(streamed.firstText().ms(50))).isEqualTo(10);
    assertThat(Math.round(streamed.textAfterBegin().ms(50))).isEqualTo(8);
    assertThat(Math.round(streamed.delay().maxMs())).isEqualTo(46);
    assertThat(Math.round(streamed.gap().ms(50))).isEqualTo(60);
    // 6 ms, then 46, then 26, which is less than before
    assertThat(streamed.addedGap().count()).isEqualTo(2);
    assertThat(Math.round(streamed.addedGap().maxMs())).isEqualTo(40);
  }

  @Test
  void shouldMeasureNothingOutsideOfItsSpan() {
    // Given
    times.measure(0, 5 * MS);

    // When
    reading.read(chunk(token(14)), 20 * MS);

    // Then
    assertThat(times.streamed().tokens()).isZero();
    assertThat(times.streamed().firstText().count()).isZero();
  }

  @Test
  void shouldCountAsLostWhatLacksATokenOrItsEnd() {
    // Given
    StreamReading shortened = new StreamReading(times, 1, 0);
    StreamReading failed = new StreamReading(times, 1, 0);

    // When
    reading.read(chunk(token(14)), 20 * MS);
    reading.read(bytes("data: [DONE]\n\n"), 20 * MS);
    shortened.read(chunk(token(14)), 20 * MS);
    failed.read(bytes("data: {\"error\":{\"code\":\"stream_broken\"}}\n\n"), 20 * MS);

    // Then
    assertThat(reading.end(OK)).isFalse();
    assertThat(shortened.end(OK)).isFalse();
    assertThat(failed.end(OK)).isFalse();
    assertThat(new StreamReading(times, 1, 0).end(503)).isFalse();
    assertThat(times.streamed().failures().keySet())
        .containsExactlyInAnyOrder(
            "1 tokens of 3",
            "it ended without [DONE]",
            "{\"error\":{\"code\":\"stream_broken\"}}",
            "status 503");
  }

  private static String token(long ms) {
    return " " + Long.toString(ms * 1_000, 36);
  }

  private static ByteBuffer chunk(String text) {
    return bytes(
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
