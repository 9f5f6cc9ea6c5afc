package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that read a stream more slowly than it is written. */
class SlowReaderTest {
  private static final String STREAM = Gateway.ID + "?stream=true";
  private static final String TEXT = "x".repeat((int) Gateway.BUFFER / 4);
  private static final int MOST = 1_000;
  private static final Pattern NUMBER = Pattern.compile("\"sequence_number\":([0-9]+)");

  private final Gateway gateway = new Gateway();
  private int written;

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void writes() {
    gateway.deltas.write(
        new AnswerDeltas(Gateway.ID, 1, written++, List.of(new AnswerDelta.Text(TEXT)), false));
  }

  private void writesUntilOneIsDropped() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              writes();
              return gateway.dropped() == 1;
            });
  }

  private static BufferedReader lines(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static void readUntil(BufferedReader lines, String text) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.equals(text)) {
      line = lines.readLine();
    }
    assertThat(line).isEqualTo(text);
  }

  private ViewRow answered() {
    String whole = TEXT.repeat(written);
    return new ViewRow.Completed(Events.result(Gateway.ID, Events.text(whole)).build());
  }

  @Test
  void shouldBeDroppedWithoutHoldingUpOthers() throws IOException {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 1));
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(4_096);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
      slow.getOutputStream().write(Gateway.get(STREAM));
      await().until(() -> gateway.deltas.readers() == 1);
      BufferedReader quick = lines(gateway.streaming(STREAM).join());
      await().until(() -> gateway.deltas.readers() == 2);

      // When
      while (gateway.dropped() == 0 && written < MOST) {
        writes();
        readUntil(quick, "event: response.output_text.delta");
      }

      // Then
      gateway.changes(Gateway.ID, answered());
      readUntil(quick, "event: response.completed");
      assertThat(gateway.dropped()).isEqualTo(1);
    }
    await().until(() -> gateway.waiting() == 0 && gateway.unread() == 0);
  }

  @Test
  void shouldTakeTheStreamUpAfterTheLastEventThatItHas() throws IOException {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 1));
    HttpResponse<InputStream> slow = gateway.streaming(STREAM).join();
    await().until(() -> gateway.deltas.readers() == 1);
    writesUntilOneIsDropped();
    gateway.changes(Gateway.ID, answered());
    String read = new String(slow.body().readAllBytes(), StandardCharsets.UTF_8);

    // When
    String rest = gateway.polls(STREAM + "&starting_after=" + last(read)).join().body();

    // Then
    List<JsonNode> whole = SseReader.events(gateway.polls(STREAM).join().body());
    assertThat(read).doesNotContain("response.completed");
    assertThat(SseReader.events(read + rest)).isEqualTo(whole);
  }

  @Test
  void shouldNotBeTakenForOneThatReadsWhatWasWrittenBefore() {
    // Given
    for (int i = 0; i < 20; i++) {
      writes();
    }
    gateway.changes(Gateway.ID, answered());

    // When
    List<String> types = SseReader.types(gateway.polls(STREAM).join().body());

    // Then
    assertThat(types).hasSizeGreaterThan(20).endsWith("response.completed");
    assertThat(gateway.dropped()).isZero();
    assertThat(gateway.unread()).isZero();
  }

  private static int last(String read) {
    Matcher numbers = NUMBER.matcher(read);
    int last = -1;
    while (numbers.find()) {
      last = Integer.parseInt(numbers.group(1));
    }
    return last;
  }
}
