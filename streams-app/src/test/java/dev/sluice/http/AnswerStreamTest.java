package dev.sluice.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.AnswerDelta;
import dev.sluice.delta.AnswerDeltas;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are streamed while they are written. */
class AnswerStreamTest extends TwoProcesses {
  private static final String STREAM = Gateway.ID + "?stream=true";
  private static final String CHAT =
      """
      {"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}""";

  private void writes(AnswerDeltas record) {
    asked.deltas.write(record);
    owner.deltas.write(record);
  }

  private static AnswerDeltas record(String id, int attempt, int first, String text) {
    return new AnswerDeltas(id, attempt, first, List.of(new AnswerDelta.Text(text)), false);
  }

  private static AnswerDeltas end(String id, int attempt, int written) {
    return new AnswerDeltas(id, attempt, written, List.of(), true);
  }

  private void completes(RequestPublisher.RequestPosition place) {
    asked.topic.complete(place);
  }

  /** A request that the process that was asked publishes and has. */
  private RequestPublisher.RequestPosition published() {
    asked.topic.here = true;
    asked.view.unknown = false;
    await().until(() -> asked.deltas.readers() == 1);
    return asked.topic.places.get(0);
  }

  private static void readUntil(BufferedReader lines, String text) {
    try {
      String line = lines.readLine();
      while (!line.contains(text)) {
        line = lines.readLine();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static BufferedReader lines(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  @Test
  void shouldTellThoseWhoAskedWhatIsWrittenBeforeTheCallEnds() {
    // Given
    asked.topic.here = true;
    asked.view.unknown = false;
    BufferedReader responses = lines(asked.creating(Gateway.STREAM_BODY).join());
    RequestPublisher.RequestPosition place = published();
    String id = FakeTopic.id(place);

    // When
    writes(record(id, 1, 0, "Bon"));

    // Then
    readUntil(responses, "\"delta\":\"Bon\"");
    writes(end(id, 1, 1));
    completes(place);
    readUntil(responses, "\"delta\":\"jour\"");
    readUntil(responses, "event: response.completed");
    await().until(() -> asked.deltas.readers() == 0 && asked.waiting() == 0);
  }

  @Test
  void shouldTellChunksOfACompletionAsTheyAreWritten() {
    // Given
    asked.topic.here = true;
    asked.view.unknown = false;
    BufferedReader chunks = lines(asked.chatting(CHAT).join());
    RequestPublisher.RequestPosition place = published();

    // When
    writes(record(FakeTopic.id(place), 1, 0, "Bon"));

    // Then
    readUntil(chunks, "\"content\":\"Bon\"");
    writes(end(FakeTopic.id(place), 1, 1));
    completes(place);
    readUntil(chunks, "\"content\":\"jour\"");
    readUntil(chunks, "[DONE]");
  }

  @Test
  void shouldEndTheChunksOfAnAnswerThatBeginsAgainWithWhereToPollIt() throws IOException {
    // Given
    asked.topic.here = true;
    asked.view.unknown = false;
    HttpResponse<InputStream> response = asked.chatting(CHAT).join();
    String id = FakeTopic.id(published());
    writes(record(id, 1, 0, "Bon"));

    // When
    writes(record(id, 2, 0, "Hello"));

    // Then
    String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(body)
        .contains("\"content\":\"Bon\"", "stream_broken", "GET /v1/responses/" + id)
        .doesNotContain("[DONE]", "Hello");
    await().until(() -> asked.deltas.readers() == 0 && asked.waiting() == 0);
  }

  @Test
  void shouldTellTheSameEventsAtEachProcessAndAfterTheEnd() {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 1));
    CompletableFuture<HttpResponse<String>> live = asked.polls(STREAM);
    await().until(() -> asked.deltas.readers() == 1);
    writes(record(Gateway.ID, 1, 0, "Bon"));
    writes(record(Gateway.ID, 1, 0, "Bon"));
    writes(record(Gateway.ID, 1, 1, "jo"));
    writes(end(Gateway.ID, 1, 2));

    // When
    owner.changes(Gateway.ID, Gateway.completed());

    // Then
    List<JsonNode> events = SseReader.events(live.join().body());
    assertThat(events)
        .filteredOn(event -> event.path("type").asText().endsWith(".delta"))
        .extracting(event -> event.path("delta").asText())
        .containsExactly("Bon", "jo", "ur");
    assertThat(SseReader.events(owner.polls(STREAM).join().body())).isEqualTo(events);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 7, 10})
  void shouldGoOnAtAnotherProcessAfterTheEventThatTheClientHas(int after) {
    // Given
    owner.changes(Gateway.ID, Gateway.completed());
    asked.changes(Gateway.ID, Gateway.completed());
    writes(record(Gateway.ID, 1, 0, "Bon"));
    writes(record(Gateway.ID, 1, 1, "jour"));
    writes(end(Gateway.ID, 1, 2));
    List<JsonNode> whole = SseReader.events(owner.polls(STREAM).join().body());
    asked.topic.here = true;
    asked.view.unknown = false;

    // When
    String rest = asked.polls(STREAM + "&starting_after=" + after).join().body();

    // Then
    assertThat(SseReader.events(rest)).isEqualTo(whole.subList(after + 1, whole.size()));
  }

  @Test
  void shouldEndWithAnErrorWhenTheOwnerIsGoneAndAnotherBeginsAgain() {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 1));
    CompletableFuture<HttpResponse<String>> broken = owner.polls(STREAM);
    await().until(() -> owner.deltas.readers() == 1);
    writes(record(Gateway.ID, 1, 0, "Hel"));
    owner.losesItsPartition();
    List<JsonNode> before = SseReader.events(broken.join().body());
    asked.topic.here = true;
    asked.view.unknown = false;
    asked.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 2));
    CompletableFuture<HttpResponse<String>> resumed =
        asked.polls(STREAM + "&starting_after=" + (before.size() - 1));
    await().until(() -> asked.deltas.readers() == 1);

    // When
    asked.deltas.write(record(Gateway.ID, 2, 0, "Bon"));

    // Then
    List<JsonNode> after = SseReader.events(resumed.join().body());
    JsonNode last = after.get(after.size() - 1);
    assertThat(after.get(0).path("sequence_number").asInt()).isEqualTo(before.size());
    assertThat(last.path("code").asText()).isEqualTo("stream_broken");
    assertThat(last.at("/error/message").asText()).contains("GET /v1/responses/" + Gateway.ID);
    asked.changes(Gateway.ID, Gateway.completed());
    assertThat(SseReader.events(asked.polls(STREAM).join().body())).endsWith(last);
  }

  @Test
  void shouldNotTellOfAnAttemptThatBrokeOffBeforeAnythingWasWritten() {
    // Given
    owner.changes(Gateway.ID, Gateway.completed());
    writes(end(Gateway.ID, 1, 0));
    writes(record(Gateway.ID, 2, 0, "Bon"));
    writes(end(Gateway.ID, 2, 1));

    // When
    List<JsonNode> events = SseReader.events(asked.polls(STREAM).join().body());

    // Then
    assertThat(events)
        .filteredOn(event -> event.path("type").asText().endsWith(".delta"))
        .extracting(event -> event.path("delta").asText())
        .containsExactly("Bon", "jour");
  }

  @Test
  void shouldEndWithTheAnswerWhenNobodyCanTellWhatWasWritten() {
    // Given
    asked.deltas.broken = true;
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 1));
    CompletableFuture<HttpResponse<String>> stream = asked.polls(STREAM);
    await().until(() -> asked.deltas.readers() == 1);

    // When
    owner.changes(Gateway.ID, Gateway.completed());

    // Then
    assertThat(SseReader.types(stream.join().body()))
        .containsSequence("response.output_item.done", "response.completed");
  }

  @Test
  void shouldBreakOffRatherThanGoOnWithOtherNumbersWhenNobodyCanTellWhatWasWritten() {
    // Given
    asked.deltas.broken = true;
    owner.changes(Gateway.ID, Gateway.completed());

    // When
    String rest = asked.polls(STREAM + "&starting_after=4").join().body();

    // Then
    assertThat(SseReader.events(rest)).isEmpty();
  }

  @Test
  void shouldTellWhatACancelledCallStillWroteBeforeItsEndAndTheSameToEverybody() {
    // Given
    ViewRow cancelled =
        new ViewRow.Failed(Events.failed(Gateway.ID, FailureType.CANCELLED).build());
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 1));
    BufferedReader live = lines(asked.streaming(STREAM).join());
    await().until(() -> asked.deltas.readers() == 1);
    writes(record(Gateway.ID, 1, 0, "Bon"));
    owner.changes(Gateway.ID, cancelled);
    await().until(() -> asked.deltas.caughtUp() == 2);

    // When
    writes(record(Gateway.ID, 1, 1, "jo"));
    writes(end(Gateway.ID, 1, 2));

    // Then
    List<JsonNode> events = SseReader.events(live.lines().collect(joining("\n")) + "\n\n");
    assertThat(events)
        .extracting(event -> event.path("type").asText())
        .endsWith("response.output_text.delta", "response.output_text.delta", "response.failed");
    assertThat(SseReader.events(owner.polls(STREAM).join().body())).isEqualTo(events);
  }

  @Test
  void shouldEndACallWhoseAttemptNeverTellsItsEnd() {
    // Given
    owner.changes(
        Gateway.ID, new ViewRow.Failed(Events.failed(Gateway.ID, FailureType.CANCELLED).build()));
    writes(record(Gateway.ID, 1, 0, "Bon"));

    // When
    List<String> types = SseReader.types(asked.polls(STREAM).join().body());

    // Then
    assertThat(types).endsWith("response.output_text.delta", "response.failed");
  }

  @Test
  void shouldRefuseToGoOnAfterEventsThatAreNotKeptAnyMore() {
    // Given
    asked.keepsDeltas = false;
    owner.changes(Gateway.ID, Gateway.completed());

    // When
    String rest = asked.polls(STREAM + "&starting_after=4").join().body();

    // Then
    assertThat(SseReader.events(rest))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.path("code").asText()).isEqualTo("stream_expired");
              assertThat(event.path("sequence_number").asInt()).isEqualTo(4);
            });
    assertThat(asked.deltas.subscriptions()).isZero();
  }

  @Test
  void shouldTellTheAnswerWholeOnceWhatWasWrittenIsNotKeptAnyMore() {
    // Given
    asked.keepsDeltas = false;
    owner.changes(Gateway.ID, Gateway.completed());

    // When
    List<JsonNode> events = SseReader.events(asked.polls(STREAM).join().body());

    // Then
    assertThat(events)
        .filteredOn(event -> event.path("type").asText().endsWith(".delta"))
        .extracting(event -> event.path("delta").asText())
        .containsExactly("Bonjour");
    assertThat(asked.deltas.subscriptions()).isZero();
  }

  @Test
  void shouldTellThatACallFailedWhoseAnswerHadBegun() {
    // Given
    owner.changes(
        Gateway.ID, new ViewRow.Failed(Events.failed(Gateway.ID, FailureType.TIMEOUT).build()));
    writes(record(Gateway.ID, 1, 0, "Bon"));
    writes(end(Gateway.ID, 1, 1));

    // When
    List<String> types = SseReader.types(asked.polls(STREAM).join().body());

    // Then
    assertThat(types).endsWith("response.output_text.delta", "response.failed");
  }

  @Test
  void shouldShowInAPollWhatWasWrittenSoFar() {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 1));
    owner.partial.put(Gateway.ID, List.of(new AnswerDelta.Text("Bon")));

    // When
    JsonNode response = Gateway.json(asked.poll(Gateway.ID, Gateway.KEY));

    // Then
    assertThat(response.path("status").asText()).isEqualTo("in_progress");
    assertThat(response.at("/output/0/status").asText()).isEqualTo("in_progress");
    assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("Bon");
  }
}
