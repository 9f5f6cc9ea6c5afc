package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {
  private static final String STREAM = Gateway.ID + "?stream=true";

  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldTellTheCallFromAcceptanceToItsEnd() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    CompletableFuture<HttpResponse<String>> stream = gateway.polls(STREAM);
    await().until(() -> gateway.waiting() == 1);
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 2));

    // When
    gateway.changes(Gateway.ID, Gateway.completed());

    // Then
    HttpResponse<String> response = stream.join();
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    List<String> types = SseReader.types(response.body());
    assertThat(types).startsWith("response.created", "response.queued", "response.in_progress");
    assertThat(types).endsWith("response.output_item.done", "response.completed");
    await().until(() -> gateway.waiting() == 0);
    assertThat(gateway.watchers.size()).isZero();
  }

  @Test
  void shouldReplayTheSameEventsWhenTheCallHasEnded() {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());

    // When
    String first = gateway.polls(STREAM).join().body();
    String second = gateway.polls(STREAM).join().body();

    // Then
    assertThat(SseReader.events(first)).hasSize(10).isEqualTo(SseReader.events(second));
  }

  @Test
  void shouldGoOnAfterTheEventThatTheClientHas() {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());
    List<JsonNode> whole = SseReader.events(gateway.polls(STREAM).join().body());

    // When
    List<JsonNode> rest =
        SseReader.events(gateway.polls(STREAM + "&starting_after=4").join().body());

    // Then
    assertThat(rest).isEqualTo(whole.subList(5, whole.size()));
  }

  @Test
  void shouldSayThatItIsThereWhileThereIsNothingToTell() throws IOException {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    try (Socket client = gateway.connect(STREAM)) {
      StringBuilder read = new StringBuilder();

      // When
      while (!read.toString().contains(": keep-alive\n\n")) {
        read.append((char) client.getInputStream().read());
      }

      // Then
      assertThat(read.toString()).containsSubsequence("response.queued", ": keep-alive");
    }
  }

  @Test
  void shouldForgetAClientThatHasGone() throws IOException {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    Socket client = gateway.connect(STREAM);
    await().until(() -> gateway.waiting() == 1);

    // When
    client.close();

    // Then
    await().until(() -> gateway.waiting() == 0);
    assertThat(gateway.watchers.size()).isZero();
  }

  @Test
  void shouldEndWithAnErrorWhenTheRequestIsDeleted() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    CompletableFuture<HttpResponse<String>> stream = gateway.polls(STREAM);
    await().until(() -> gateway.waiting() == 1);

    // When
    gateway.changes(Gateway.ID, new ViewRow.Deleted());

    // Then
    JsonNode last = SseReader.events(stream.join().body()).get(2);
    assertThat(last.path("type").asText()).isEqualTo("error");
    assertThat(last.path("sequence_number").asInt()).as("the event before").isEqualTo(1);
    assertThat(last.path("message").asText()).contains("deleted");
    // where OpenAI's SDKs look for it
    assertThat(last.path("error").path("message")).isEqualTo(last.path("message"));
  }

  @Test
  void shouldBreakOffWhenThePartitionLeavesSoThatTheClientGoesOnElsewhere() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    CompletableFuture<HttpResponse<String>> stream = gateway.polls(STREAM);
    await().until(() -> gateway.waiting() == 1);

    // When
    gateway.losesItsPartition();

    // Then
    assertThat(SseReader.types(stream.join().body()))
        .containsExactly("response.created", "response.queued");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream=true", "wait=60"})
  void shouldNotLetAnyoneWaitOnceItStops(String query) {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    gateway.waiting.close();

    // When
    HttpResponse<String> response = gateway.polls(Gateway.ID + "?" + query).join();

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("queued");
    assertThat(gateway.waiting()).isZero();
  }

  @Test
  void shouldSendALargeAnswerWhole() {
    // Given
    String text = "Fluß ".repeat(400_000);
    gateway.changes(
        Gateway.ID, new ViewRow.Completed(Events.result(Gateway.ID, Events.text(text)).build()));

    // When
    List<JsonNode> events = SseReader.events(gateway.polls(STREAM).join().body());

    // Then
    assertThat(events.get(5).path("delta").asText()).isEqualTo(text);
    assertThat(events.get(9).at("/response/output/0/content/0/text").asText()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream=maybe", "stream=true&starting_after=-1", "starting_after=x"})
  void shouldRefuseWhatIsNoStream(String query) {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID + "?" + query, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(response).at("/error/code").asText()).isEqualTo("invalid_value");
  }

  @Test
  void shouldSayNotFoundInJsonWhenThereIsNothingToStream() {
    // When
    HttpResponse<String> response = gateway.poll("resp_none?stream=true", Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
  }
}
