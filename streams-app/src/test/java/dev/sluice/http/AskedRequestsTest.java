package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Message;
import dev.sluice.v1.Role;
import dev.sluice.v1.Sampling;
import dev.sluice.view.Events;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedRequestsTest {
  private static final String BODY =
      "{\"model\":\"chat\",\"input\":\"hi\",\"temperature\":0.5,\"background\":true}";

  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldRepeatWhatWasAskedWhereverTheResponseIsShown() {
    // Given
    JsonNode created = Gateway.json(gateway.create(BODY));
    String id = created.path("id").asText();

    // When
    JsonNode polled = Gateway.json(gateway.poll(id, Gateway.KEY));
    gateway.topic.complete(gateway.topic.places.get(0));
    JsonNode ended = Gateway.json(gateway.poll(id, Gateway.KEY));
    String events = gateway.polls(id + "?stream=true").join().body();
    JsonNode cancelled = Gateway.json(gateway.ask("POST", "/v1/responses/" + id + "/cancel"));

    // Then
    assertThat(List.of(created, polled, ended, cancelled))
        .allSatisfy(shown -> assertThat(shown.path("temperature").asDouble()).isEqualTo(0.5));
    assertThat(SseReader.events(events))
        .filteredOn(event -> event.has("response"))
        .hasSize(4)
        .allSatisfy(
            event -> assertThat(event.at("/response/temperature").asDouble()).isEqualTo(0.5));
    // this process has published it itself
    assertThat(gateway.requests.reads).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRepeatWhatWasAskedToAClientThatWaits(boolean stream) {
    // Given
    CompletableFuture<HttpResponse<String>> response =
        gateway.creates(BODY.replace("background\":true", "stream\":" + stream));
    await().until(() -> gateway.watchers.size() == 1);

    // When
    gateway.topic.complete(gateway.topic.places.get(0));

    // Then
    assertThat(response.join().body())
        .contains("\"temperature\":0.5")
        .contains("\"background\":false")
        .doesNotContain("\"temperature\":null");
  }

  @Test
  void shouldReadARequestOnceWhenAnotherProcessPublishedIt() {
    // Given
    gateway.requests.requests.put(Gateway.ID, request());
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    JsonNode first = Gateway.json(gateway.poll(Gateway.ID, Gateway.KEY));
    gateway.changes(Gateway.ID, Gateway.completed());

    // When
    JsonNode second = Gateway.json(gateway.poll(Gateway.ID, Gateway.KEY));

    // Then
    assertThat(first.path("temperature").asDouble()).isEqualTo(1.5);
    assertThat(second.path("temperature").asDouble()).isEqualTo(1.5);
    assertThat(gateway.requests.reads).hasValue(1);
  }

  @Test
  void shouldReadNothingForAnotherTenant() {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.OTHER_KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(gateway.requests.reads).hasValue(0);
  }

  @Test
  void shouldAnswerWithoutWhatWasAskedWhenTheTopicNoLongerKeepsIt() {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());
    gateway.poll(Gateway.ID, Gateway.KEY);

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Gateway.json(response).path("temperature").isNull()).isTrue();
    assertThat(gateway.requests.reads).hasValue(1);
  }

  @Test
  void shouldAnswerAtOnceForAWhileWhenTheTopicCanNotBeRead() {
    // Given
    gateway.requests.requests.put(Gateway.ID, request());
    gateway.requests.broken = true;
    gateway.changes(Gateway.ID, Gateway.completed());
    gateway.poll(Gateway.ID, Gateway.KEY);

    // When
    HttpResponse<String> meanwhile = gateway.poll(Gateway.ID, Gateway.KEY);
    int reads = gateway.requests.reads.get();
    gateway.requests.broken = false;
    gateway.now = gateway.now.plus(Duration.ofSeconds(6));
    HttpResponse<String> later = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertThat(meanwhile.statusCode()).isEqualTo(200);
    assertThat(reads).isEqualTo(1);
    assertThat(Gateway.json(later).path("temperature").asDouble()).isEqualTo(1.5);
  }

  @Test
  void shouldKeepWhatTheFirstTryAskedForWhenItIsRepeatedInAnotherWay() {
    // Given
    gateway.create(BODY, "Idempotency-Key", "once");
    RequestPublisher.RequestPosition first = gateway.topic.places.get(0);
    gateway.topic.complete(first);
    gateway.topic.decision =
        place ->
            gateway.topic.decisions.decided(
                Events.accepted(FakeTopic.id(first))
                    .setRepeat(true)
                    .setSource(FakeTopic.source(place))
                    .build());

    // When
    gateway.create(BODY.replace("true", "false"), "Idempotency-Key", "once");

    // Then
    JsonNode polled = Gateway.json(gateway.poll(FakeTopic.id(first), Gateway.KEY));
    assertThat(polled.path("background").asBoolean()).isTrue();
  }

  private static CompletionRequest request() {
    return CompletionRequest.newBuilder()
        .setRequestId("r-1")
        .setModel("chat")
        .setMessages(List.of(Message.newBuilder().setRole(Role.USER).setText("hi").build()))
        .setSampling(Sampling.newBuilder().setTemperature(1.5).build())
        .build();
  }
}
