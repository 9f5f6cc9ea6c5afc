package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.call.AnswerDelta;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Streams of responses that another process has. */
class PeerRouterStreamTest extends TwoProcesses {
  @Test
  void shouldPassEventsOnAsTheyComeAndEndWithTheLastOne() throws IOException {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    try (Socket client = asked.connect(Gateway.ID + "?stream=true&starting_after=0")) {
      StringBuilder seen = new StringBuilder();
      readUntil(client, seen, "response.queued");

      // When
      owner.changes(Gateway.ID, Gateway.completed());

      // Then
      readUntil(client, seen, "event: response.completed");
      assertThat(seen)
          .contains("content-type: text/event-stream")
          .doesNotContain("response.created");
      await().until(() -> owner.waiting() == 0 && asked.waiting() == 0);
    }
  }

  @Test
  void shouldPassALargeStreamOnWholeToASlowClient() throws IOException {
    // Given
    String text = "Fluß ".repeat(400_000);
    owner.changes(
        Gateway.ID, new ViewRow.Completed(Events.result(Gateway.ID, Events.text(text)).build()));

    try (Socket client = asked.connect(Gateway.ID + "?stream=true")) {
      // When
      await().until(() -> asked.waiting() == 1);

      // Then
      StringBuilder seen = new StringBuilder();
      readUntil(client, seen, "event: response.completed");
      assertThat(seen.length()).isGreaterThan(3 * text.length());
    }
  }

  @Test
  void shouldGoOnToTheEndWhenTheOwnerIsGoneAndThePartitionComesHere() throws IOException {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 1));
    try (Socket client = asked.connect(Gateway.ID + "?stream=true")) {
      StringBuilder seen = new StringBuilder();
      readUntil(client, seen, "response.in_progress");
      asked.deltas.write(
          new AnswerDeltas(Gateway.ID, 1, 0, List.of(new AnswerDelta.Text("Bon")), false));
      readUntil(client, seen, "\"delta\":\"bon\"");

      // When
      owner.close();
      asked.view.unknown = false;
      asked.topic.here = true;
      asked.changes(Gateway.ID, Gateway.completed());

      // Then
      readUntil(client, seen, "event: response.completed");
      assertThat(seen).containsOnlyOnce("event: response.created").contains("\"delta\":\"jour\"");
      await().until(() -> asked.waiting() == 0);
    }
  }

  @Test
  void shouldSayWhatTheOwnerSaysOfAResponseThatIsDeleted() {
    // Given
    owner.changes(Gateway.ID, new ViewRow.Deleted());

    // When
    HttpResponse<String> response = asked.polls(Gateway.ID + "?stream=true").join();

    // Then
    assertThat(response.statusCode()).isEqualTo(404);
  }

  @Test
  void shouldStreamTheEventsOfARequestThatWasPublishedIntoAPartitionElsewhere() {
    // Given
    asked.topic.decision =
        place -> {
          owner.topic.accept(place);
          owner.topic.complete(place);
        };

    // When
    HttpResponse<String> response = asked.create(Gateway.STREAM_BODY);

    // Then
    assertThat(response.headers().allValues("content-type")).hasSize(1);
    assertThat(SseReader.types(response.body()))
        .startsWith("response.created")
        .endsWith("response.completed");
  }

  private static void readUntil(Socket client, StringBuilder seen, String text) throws IOException {
    byte[] buffer = new byte[65_536];
    while (seen.indexOf(text, Math.max(0, seen.length() - 2 * buffer.length)) < 0) {
      int read = client.getInputStream().read(buffer);
      assertThat(read).as(() -> "the end after: " + seen).isPositive();
      seen.append(
          new String(buffer, 0, read, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
    }
  }
}
