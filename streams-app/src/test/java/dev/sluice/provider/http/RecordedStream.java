package dev.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.Json;
import dev.sluice.provider.stream.AwsEventStream;
import dev.sluice.provider.stream.StreamEvent;
import dev.sluice.provider.stream.StreamFraming;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/** The bytes of a stream as the vendor sends them. */
final class RecordedStream {
  private static final int LARGEST_CHUNK = 300;

  private final StreamFraming framing;
  private final byte[] bytes;

  /** For each event, how many bytes have it whole. */
  private final List<Integer> ends;

  private RecordedStream(StreamFraming framing, byte[] bytes, List<Integer> ends) {
    this.framing = framing;
    this.bytes = bytes;
    this.ends = ends;
  }

  static RecordedStream of(StreamFixtures stream) {
    StreamFraming framing = StreamFixtures.api(stream.vendor()).framing();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Integer> ends = new ArrayList<>();
    if (framing == StreamFraming.AWS_EVENT_STREAM) {
      for (StreamEvent event : stream.events()) {
        frame(event).encode(bytes);
        ends.add(bytes.size());
      }
    } else {
      boolean hasData = false;
      for (String line : stream.text().split("(?<=\n)", -1)) {
        String content = line.stripTrailing();
        if (content.startsWith("data:")) {
          if (hasData) {
            ends.remove(ends.size() - 1);
          }
          ends.add(bytes.size() + content.getBytes(UTF_8).length);
        }
        hasData = !content.isEmpty() && (hasData || content.startsWith("data:"));
        bytes.writeBytes(line.getBytes(UTF_8));
      }
    }
    assertThat(ends).as("the ends of %s", stream).hasSameSizeAs(stream.events());
    return new RecordedStream(framing, bytes.toByteArray(), ends);
  }

  private static Message frame(StreamEvent event) {
    String name = String.valueOf(event.name());
    byte[] payload = event.data().getBytes(UTF_8);
    if (name.startsWith(AwsEventStream.EXCEPTION)) {
      String type = name.substring(AwsEventStream.EXCEPTION.length());
      return new Message(
          Map.of(":message-type", text("exception"), ":exception-type", text(type)), payload);
    }
    if (name.startsWith(AwsEventStream.ERROR)) {
      String code = name.substring(AwsEventStream.ERROR.length());
      return new Message(
          Map.of(
              ":message-type",
              text("error"),
              ":error-code",
              text(code),
              ":error-message",
              text(message(event))),
          new byte[0]);
    }
    return new Message(Map.of(":message-type", text("event"), ":event-type", text(name)), payload);
  }

  private static String message(StreamEvent event) {
    return Objects.requireNonNull(Json.parse(event.data())).path("message").asText("");
  }

  private static HeaderValue text(String value) {
    return HeaderValue.fromString(value);
  }

  String mediaType() {
    return framing.mediaType();
  }

  int length() {
    return bytes.length;
  }

  /** How many events are whole in so many bytes. */
  int wholeIn(int length) {
    return (int) ends.stream().filter(end -> end <= length).count();
  }

  /** Where an event lacks its last byte, and where it is whole; also the beginning and the end. */
  Set<Integer> aroundEnds() {
    Set<Integer> around = new TreeSet<>(List.of(0, bytes.length));
    ends.forEach(end -> around.addAll(List.of(end - 1, end)));
    return around;
  }

  /** So many of its bytes, in pieces of any size. */
  List<ByteBuffer> chunks(int length, Random random) {
    List<ByteBuffer> chunks = new ArrayList<>();
    int from = 0;
    while (from < length) {
      int size = Math.min(length - from, 1 + random.nextInt(LARGEST_CHUNK));
      chunks.add(ByteBuffer.wrap(bytes, from, size).slice());
      from += size;
    }
    return chunks;
  }
}
