package dev.sluice.provider.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.Json;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSentEventsTest {
  private static final int ENOUGH = 10_000;

  private record Read(List<StreamEvent> events, EventReader.@Nullable Fault fault) {}

  /** What is read of a stream that comes in these chunks. */
  private static Read read(int maxEventBytes, List<byte[]> chunks) {
    ServerSentEvents reader = new ServerSentEvents(maxEventBytes);
    List<StreamEvent> events = new ArrayList<>();
    chunks.forEach(chunk -> events.addAll(reader.read(ByteBuffer.wrap(chunk))));
    events.addAll(reader.end());
    return new Read(events, reader.fault());
  }

  private static List<StreamEvent> events(String stream) {
    return read(ENOUGH, List.of(stream.getBytes(UTF_8))).events();
  }

  private static List<byte[]> chunks(byte[] stream, List<Integer> sizes) {
    List<byte[]> chunks = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      int to = Math.min(stream.length, from + size);
      chunks.add(Arrays.copyOfRange(stream, from, to));
      from = to;
    }
    chunks.add(Arrays.copyOfRange(stream, from, stream.length));
    return chunks;
  }

  @Provide
  Arbitrary<String> streams() {
    return Arbitraries.of(
            "data",
            "event",
            "error",
            "id",
            "retry",
            ":",
            ": ",
            " ",
            "\r",
            "\n",
            "\r\n",
            "\n\n",
            "\uFEFF",
            "{\"a\":1}",
            "x",
            "é",
            "€",
            "😀",
            "[DONE]",
            "data: {\"b\":\"ü\"}\n\n",
            "event: e\r\n")
        .list()
        .ofMaxSize(40)
        .map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<List<Integer>> sizes() {
    return Arbitraries.integers().between(0, 5).list().ofMaxSize(60);
  }

  @Property
  void shouldReadTheSameEventsHoweverTheBytesAreCut(
      @ForAll("streams") String stream, @ForAll("sizes") List<Integer> sizes) {
    // Given
    byte[] bytes = stream.getBytes(UTF_8);

    // When
    Read cut = read(ENOUGH, chunks(bytes, sizes));

    // Then
    assertThat(cut).isEqualTo(read(ENOUGH, List.of(bytes)));
  }

  @Property
  void shouldHoldTheBoundHoweverTheBytesAreCut(
      @ForAll("streams") String stream, @ForAll("sizes") List<Integer> sizes) {
    // Given
    byte[] bytes = stream.getBytes(UTF_8);

    // When
    Read cut = read(12, chunks(bytes, sizes));

    // Then
    assertThat(cut).isEqualTo(read(12, List.of(bytes)));
    assertThat(cut.events())
        .allSatisfy(event -> assertThat(event.data().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(12));
  }

  @Property
  void shouldReadWhatAReaderOfTheWholeTextReads(@ForAll("streams") String stream) {
    // When
    List<StreamEvent> events = events(stream);

    // Then
    assertThat(events).isEqualTo(byTheText(stream));
  }

  /** The standard's algorithm, and llama.cpp's errors, by lines of the decoded text. */
  private static List<StreamEvent> byTheText(String stream) {
    String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
    List<StreamEvent> events = new ArrayList<>();
    List<String> data = new ArrayList<>();
    String name = "";
    // the end counts as a blank line, also after a line without an end
    String[] lines = (text + "\n\n").split("\r\n|\r|\n", -1);
    int ended = text.split("\r\n|\r|\n", -1).length - 1;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (line.isEmpty()) {
        if (!data.isEmpty() && (i < ended || !isCutOff(String.join("\n", data)))) {
          events.add(new StreamEvent(name.isEmpty() ? null : name, String.join("\n", data)));
        }
        data.clear();
        name = "";
      } else if (line.startsWith("data:") || line.equals("data")) {
        data.add(value(line));
      } else if (line.startsWith("error:") || line.equals("error")) {
        data.add(value(line));
        name = "error";
      } else if (line.startsWith("event:") || line.equals("event")) {
        name = value(line);
      }
    }
    return events;
  }

  private static boolean isCutOff(String data) {
    return data.isBlank()
        || (data.matches("(?s)\\s*[{\\[].*")
            && !data.strip().equals("[DONE]")
            && Json.parse(data) == null);
  }

  private static String value(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void shouldTakeAnyEndOfLine(String end) {
    // Given
    String stream =
        String.join(end, "event: add", "data: {\"a\":", "data:  1}", "", "data: b", "", "");

    // When
    List<StreamEvent> events = events(stream);

    // Then
    assertThat(events)
        .containsExactly(new StreamEvent("add", "{\"a\":\n 1}"), new StreamEvent(null, "b"));
  }

  @Test
  void shouldSkipCommentsAndFieldsOfOthers() {
    // When
    List<StreamEvent> events =
        events(": OPENROUTER PROCESSING\n\nid: 7\nretry: 10\n: ping\ndata: a\nother: b\n\n");

    // Then
    assertThat(events).containsExactly(new StreamEvent(null, "a"));
  }

  @ParameterizedTest
  @CsvSource({"'data: [DONE]\n'", "'data: [DONE]'", "'data: [DONE]\r'", "'data: [DONE]\n\n'"})
  void shouldReadALastEventWithoutItsBlankLine(String end) {
    // When
    List<StreamEvent> events = events("data: a\n\n" + end);

    // Then
    assertThat(events).containsExactly(new StreamEvent(null, "a"), new StreamEvent(null, "[DONE]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"a\":",
        "data: {\"a\":\n",
        "data: [DON",
        "event: error\ndata",
        "event: error\ndata: ",
        "error",
        "event: error\ndata: {\"error\":{\"message\":\"over",
        "error: {\"code\":4"
      })
  void shouldNotTakeWhatWasCutOffForAnEvent(String cut) {
    // When
    List<StreamEvent> events = events("data: a\n\n" + cut);

    // Then
    assertThat(events).containsExactly(new StreamEvent(null, "a"));
  }

  @Test
  void shouldTakeAnEventThatIsNoJsonThoughTheServerSaysThatItIsWhole() {
    // When
    List<StreamEvent> events = events("data: {\"a\":\n\n");

    // Then
    assertThat(events).containsExactly(new StreamEvent(null, "{\"a\":"));
  }

  @Test
  void shouldTakeTheErrorThatAServerTellsInAFieldOfItsOwn() {
    // When
    List<StreamEvent> events = events("error: {\"code\":400}\n\ndata: [DONE]\n\n");

    // Then
    assertThat(events)
        .containsExactly(
            new StreamEvent("error", "{\"code\":400}"), new StreamEvent(null, "[DONE]"));
  }

  @Test
  void shouldForgetTheNameOfAnEventWithoutData() {
    // When
    List<StreamEvent> events = events("event: ping\n\ndata: a\n\n");

    // Then
    assertThat(events).containsExactly(new StreamEvent(null, "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: 0123456789", "data: 0123\ndata: 456\n", ": a long comment"})
  void shouldEndWhenAnEventIsTooLarge(String large) {
    // When
    Read read = read(15, List.of(("data: a\n\n" + large + "\n\ndata: b\n\n").getBytes(UTF_8)));

    // Then
    assertThat(read.events()).containsExactly(new StreamEvent(null, "a"));
    assertThat(read.fault()).isEqualTo(EventReader.Fault.TOO_LARGE);
  }
}
