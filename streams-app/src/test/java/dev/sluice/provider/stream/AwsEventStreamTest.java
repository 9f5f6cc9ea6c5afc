package dev.sluice.provider.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.stream.EventReader.Fault;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/** Frames as AWS's own library writes them. */
class AwsEventStreamTest {
  private static final int MOST_BYTES = 16 * 1024;
  private static final StreamEvent FIRST = new StreamEvent("messageStart", "{\"role\":\"é\"}");
  private static final StreamEvent SECOND = new StreamEvent("messageStop", "{}");

  private static byte[] frame(Map<String, HeaderValue> headers, String payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Message(headers, payload.getBytes(UTF_8)).encode(bytes);
    return bytes.toByteArray();
  }

  private static HeaderValue text(String value) {
    return HeaderValue.fromString(value);
  }

  private static byte[] frame(StreamEvent event) {
    return frame(
        Map.of(
            ":message-type", text("event"),
            ":event-type", text(String.valueOf(event.name())),
            ":content-type", text("application/json")),
        event.data());
  }

  private static byte[] frames(List<StreamEvent> events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    events.forEach(event -> bytes.writeBytes(frame(event)));
    return bytes.toByteArray();
  }

  private static List<StreamEvent> read(AwsEventStream reader, byte[] bytes) {
    return reader.read(ByteBuffer.wrap(bytes));
  }

  @Provide
  Arbitrary<List<StreamEvent>> events() {
    Arbitrary<String> names = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(12);
    Arbitrary<String> data =
        Arbitraries.strings().ofMaxLength(300).filter(UTF_8.newEncoder()::canEncode);
    return Combinators.combine(names, data).as(StreamEvent::new).list().ofMaxSize(6);
  }

  @Property(tries = 300)
  void shouldReadTheSameHoweverTheBytesAreCut(
      @ForAll("events") List<StreamEvent> events,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 50) Integer> sizes) {
    // Given
    ByteBuffer bytes = ByteBuffer.wrap(frames(events));
    AwsEventStream reader = new AwsEventStream(MOST_BYTES);

    // When
    List<StreamEvent> read = new ArrayList<>();
    for (int i = 0; bytes.hasRemaining(); i++) {
      int size = Math.min(sizes.get(i % sizes.size()), bytes.remaining());
      read.addAll(reader.read(bytes.slice().limit(size)));
      bytes.position(bytes.position() + size);
    }

    // Then
    assertThat(read).isEqualTo(events);
    assertThat(reader.end()).isEmpty();
    assertThat(reader.fault()).isNull();
  }

  @Property(tries = 300)
  void shouldEndAtTheFrameInWhichAByteIsAnother(
      @ForAll("events") List<StreamEvent> before,
      @ForAll @IntRange(max = 10_000) int place,
      @ForAll @IntRange(min = 1, max = 255) int change) {
    // Given
    byte[] broken = frame(FIRST);
    broken[place % broken.length] ^= (byte) change;
    AwsEventStream reader = new AwsEventStream(MOST_BYTES);

    // When
    List<StreamEvent> read = new ArrayList<>(read(reader, frames(before)));
    read.addAll(read(reader, broken));
    read.addAll(read(reader, frames(Collections.nCopies(100, SECOND))));

    // Then
    assertThat(read).isEqualTo(before);
    assertThat(reader.fault()).isEqualTo(Fault.MALFORMED);
  }

  @Property(tries = 300)
  void shouldNeverThrowForBytesOfAnotherFraming(@ForAll byte[] bytes) {
    // Given
    AwsEventStream reader = new AwsEventStream(MOST_BYTES);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);

    // When
    List<StreamEvent> read = reader.read(buffer);

    // Then
    assertThat(read).isEmpty();
    assertThat(buffer.hasRemaining()).isFalse();
  }

  @Test
  void shouldSeeAtOnceThatAWebPageIsNoSuchStream() {
    // Given
    AwsEventStream reader = new AwsEventStream(MOST_BYTES);

    // When
    List<StreamEvent> read = read(reader, "<!DOCTYPE html>".getBytes(UTF_8));

    // Then
    assertThat(read).isEmpty();
    assertThat(reader.fault()).isEqualTo(Fault.MALFORMED);
  }

  @Test
  void shouldTellExceptionsAndErrorsFromEvents() {
    // Given
    byte[] exception =
        frame(
            Map.of(
                ":message-type", text("exception"),
                ":exception-type", text("throttlingException"),
                ":content-type", text("application/json")),
            "{\"message\":\"slow down\"}");
    byte[] error =
        frame(
            Map.of(
                ":message-type", text("error"),
                ":error-code", text("InternalFailure"),
                ":error-message", text("it \"failed\"")),
            "");
    AwsEventStream reader = new AwsEventStream(MOST_BYTES);

    // When
    List<StreamEvent> read = new ArrayList<>(read(reader, exception));
    read.addAll(read(reader, error));

    // Then
    assertThat(read)
        .containsExactly(
            new StreamEvent("exception:throttlingException", "{\"message\":\"slow down\"}"),
            new StreamEvent("error:InternalFailure", "{\"message\":\"it \\\"failed\\\"\"}"));
  }

  @Test
  void shouldTakeAFrameWhoseHeadersSayNothing() {
    // Given
    byte[] bare = frame(Map.of(), "{}");
    byte[] odd = frame(Map.of(":event-type", HeaderValue.fromInteger(7)), "{}");
    AwsEventStream reader = new AwsEventStream(MOST_BYTES);

    // When
    List<StreamEvent> read = new ArrayList<>(read(reader, bare));
    read.addAll(read(reader, odd));

    // Then
    assertThat(read).containsExactly(new StreamEvent(null, "{}"), new StreamEvent(null, "{}"));
  }

  @Test
  void shouldRefuseALargerFrameAsSoonAsItsLengthIsKnown() {
    // Given
    byte[] large = frame(new StreamEvent("a", "x".repeat(MOST_BYTES)));
    AwsEventStream reader = new AwsEventStream(MOST_BYTES);

    // When
    List<StreamEvent> read = new ArrayList<>(read(reader, frame(FIRST)));
    read.addAll(reader.read(ByteBuffer.wrap(large, 0, 12)));

    // Then
    assertThat(read).containsExactly(FIRST);
    assertThat(reader.fault()).isEqualTo(Fault.TOO_LARGE);
  }

  @Test
  void shouldTakeAFrameOfTheLargestSize() {
    // Given
    byte[] frame = frame(new StreamEvent("a", "x".repeat(5000)));
    AwsEventStream reader = new AwsEventStream(frame.length);

    // When
    List<StreamEvent> read = read(reader, frame);

    // Then
    assertThat(read).containsExactly(new StreamEvent("a", "x".repeat(5000)));
  }

  @Test
  void shouldRefuseALengthThatNoFrameHas() {
    // Given
    ByteBuffer prelude = ByteBuffer.allocate(12).putInt(0, 15).putInt(4, 0);
    CRC32 checksum = new CRC32();
    checksum.update(prelude.array(), 0, 8);
    prelude.putInt(8, (int) checksum.getValue());
    AwsEventStream reader = new AwsEventStream(MOST_BYTES);

    // When
    List<StreamEvent> read = reader.read(prelude);

    // Then
    assertThat(read).isEmpty();
    assertThat(reader.fault()).isEqualTo(Fault.MALFORMED);
  }

  @Test
  void shouldReadNothingOfAFrameThatTheEndCuts() {
    // Given
    byte[] frames = frames(List.of(FIRST, SECOND));
    AwsEventStream reader = new AwsEventStream(MOST_BYTES);

    // When
    List<StreamEvent> read =
        new ArrayList<>(reader.read(ByteBuffer.wrap(frames, 0, frames.length - 1)));
    read.addAll(reader.end());
    read.addAll(reader.read(ByteBuffer.wrap(frames, frames.length - 1, 1)));

    // Then
    assertThat(read).containsExactly(FIRST);
    assertThat(reader.fault()).isNull();
  }
}
