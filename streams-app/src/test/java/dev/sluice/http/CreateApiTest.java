package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Failure;
import dev.sluice.v1.Limit;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitScope;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.LimitWindow;
import dev.sluice.view.Events;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateApiTest {
  private static final String FOREGROUND = "{\"model\":\"chat\",\"input\":\"hi\"}";

  private Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldAnswerQueuedWithThePollingIdWhenTheRequestIsAccepted() {
    // When
    HttpResponse<String> response = gateway.create(Gateway.BODY);

    // Then
    JsonNode json = Gateway.json(response);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json.path("status").asText()).isEqualTo("queued");
    assertThat(json.path("id").asText()).isEqualTo(FakeTopic.id(gateway.topic.places.get(0)));
    CompletionRequest published = gateway.topic.published.get(0);
    assertThat(published.getModel()).isEqualTo("chat");
    assertThat(published.getKeyId()).isEqualTo("web");
    assertThat(published.getMessages().get(0).getText()).isEqualTo("hi");
  }

  @Test
  void shouldAnswerThePolicysOwnStatusWithoutAnIdWhenTheRequestIsRejected() {
    // Given
    Failure failure =
        Failure.newBuilder(Events.failure(FailureType.RATE_LIMITED))
            .setStatus(429)
            .setRetryAfterMs(3_600_000L)
            .build();
    gateway.topic.decision =
        place ->
            gateway.topic.reject(
                place,
                Events.rejected()
                    .setFailure(failure)
                    .setLimits(List.of(requestsPerHour(3, 0, 3_600_000))));

    // When
    HttpResponse<String> response = gateway.create(Gateway.BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(header(response, "retry-after")).isEqualTo("59");
    assertThat(header(response, "x-should-retry")).isEqualTo("false");
    assertThat(header(response, "x-ratelimit-limit-requests")).isEqualTo("3");
    assertThat(header(response, "x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(header(response, "x-ratelimit-reset-requests")).isEqualTo("1h0m0s");
    JsonNode json = Gateway.json(response);
    assertThat(json.at("/error/type").asText()).isEqualTo(failure.getErrorType());
    assertThat(json.at("/sluice/retry_after_ms").asLong()).isEqualTo(3_600_000);
    assertThat(json.at("/sluice/retry_at").asText()).isNotEmpty();
    assertThat(response.body()).doesNotContain("resp_");
  }

  @ParameterizedTest
  @CsvSource({
    "409,,false",
    "429,1500,true",
    "429,59000,true",
    "429,59001,false",
    "429,,false",
    "400,,false",
    "500,,true"
  })
  void shouldSayWhetherAnotherTryIsWorthwhile(int status, Long waitMs, String retry) {
    // Given
    Failure failure =
        Failure.newBuilder(Events.failure(FailureType.RATE_LIMITED))
            .setStatus(status)
            .setRetryAfterMs(waitMs)
            .build();
    gateway.topic.decision =
        place -> gateway.topic.reject(place, Events.rejected().setFailure(failure));

    // When
    HttpResponse<String> response = gateway.create(Gateway.BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "x-should-retry")).isEqualTo(retry);
  }

  @Test
  void shouldNameTheClientsOwnFieldWhenTheRequestIsRejected() {
    // Given
    Failure failure =
        Failure.newBuilder(Events.failure(FailureType.DUPLICATE_REQUEST))
            .setMessage("request_id r-1 was used within 24 h for another request; choose a new one")
            .setParam("request_id")
            .build();
    gateway.topic.decision =
        place -> gateway.topic.reject(place, Events.rejected().setFailure(failure));

    // When
    HttpResponse<String> response = gateway.create(Gateway.BODY);

    // Then
    JsonNode error = Gateway.json(response).path("error");
    assertThat(error.path("param").asText()).isEqualTo("Idempotency-Key");
    assertThat(error.path("message").asText()).startsWith("Idempotency-Key r-1 was used");
  }

  @Test
  void shouldAnswerWhatBecameOfItWhenAnAcceptedRequestIsRepeated() {
    // Given
    gateway.create(Gateway.BODY, "Idempotency-Key", "once");
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
    HttpResponse<String> response = gateway.create(Gateway.BODY, "Idempotency-Key", "once");

    // Then
    JsonNode json = Gateway.json(response);
    assertThat(json.path("id").asText()).isEqualTo(FakeTopic.id(first));
    assertThat(json.path("status").asText()).isEqualTo("completed");
    assertThat(gateway.topic.published)
        .extracting(CompletionRequest::getRequestId)
        .containsExactly("once", "once");
  }

  @Test
  void shouldSayThatItMayStillBeAcceptedWhenNoDecisionComes() {
    // Given
    gateway.close();
    gateway = new Gateway(null, Duration.ofMillis(200));
    gateway.topic.decision = place -> {};

    // When
    HttpResponse<String> response = gateway.create(Gateway.BODY);

    // Then
    String requestId = gateway.topic.published.get(0).getRequestId();
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(header(response, "idempotency-key")).isEqualTo(requestId);
    assertThat(header(response, "retry-after")).isEqualTo("1");
    assertThat(Gateway.json(response).at("/error/message").asText())
        .contains("may still be accepted")
        .contains(requestId);
  }

  @Test
  void shouldAnswer503WhenTheBrokerOrRegistryIsAway() {
    // Given
    gateway.topic.away = true;

    // When
    HttpResponse<String> response = gateway.create(Gateway.BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(Gateway.json(response).at("/error/code").asText()).isEqualTo("not_published");
    assertThat(gateway.topic.published).isEmpty();
  }

  @Test
  void shouldPublishNothingWhenTheCallerIsUnknown() {
    // When
    HttpResponse<String> response =
        gateway.send(
            gateway
                .request("/v1/responses")
                .header("Authorization", "Bearer sk-nobody")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(Gateway.BODY))
                .build());

    // Then
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(gateway.topic.published).isEmpty();
  }

  @Test
  void shouldPublishNothingWhenTheRequestIsUnfitOrTooLarge() {
    // When
    HttpResponse<String> unfit =
        gateway.create("{\"model\":\"chat\",\"input\":\"hi\",\"temperature\":3}");
    HttpResponse<String> large = gateway.create(Gateway.BODY.replace("hi", "a".repeat(20_000)));
    HttpResponse<String> notJson = gateway.create("{\"model\"");
    HttpResponse<String> longUser =
        gateway.create(
            "{\"model\":\"chat\",\"input\":\"hi\",\"user\":\"%s\"}".formatted("u".repeat(257)));

    // Then
    assertThat(unfit.statusCode()).isEqualTo(400);
    assertThat(longUser.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(longUser).at("/error/param").asText()).isEqualTo("user");
    assertThat(Gateway.json(unfit).at("/error/param").asText()).isEqualTo("temperature");
    assertThat(Gateway.json(unfit).at("/error/message").asText())
        .isEqualTo("temperature: must be within 0 and 2");
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(notJson.statusCode()).isEqualTo(400);
    assertThat(gateway.topic.published).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {Gateway.STREAM_BODY, FOREGROUND})
  void shouldTellTheAnswerWhenTheCallEnds(String body) {
    // Given
    CompletableFuture<HttpResponse<String>> response = gateway.creates(body);
    await().until(() -> gateway.watchers.size() == 1);

    // When
    gateway.topic.complete(gateway.topic.places.get(0));

    // Then
    assertThat(response.join().statusCode()).isEqualTo(200);
    assertThat(response.join().body()).contains("Bonjour").contains("completed");
    assertThat(header(response.join(), "sluice-decision")).isEqualTo("accepted");
    await().until(() -> gateway.waiting() == 0);
  }

  @Test
  void shouldStreamTheEventsFromAcceptanceToTheEnd() {
    // Given
    CompletableFuture<HttpResponse<String>> response = gateway.creates(Gateway.STREAM_BODY);
    await().until(() -> gateway.watchers.size() == 1);

    // When
    gateway.topic.complete(gateway.topic.places.get(0));

    // Then
    assertThat(SseReader.types(response.join().body()))
        .startsWith("response.created", "response.queued")
        .endsWith("response.completed");
  }

  @Test
  void shouldAnswerARejectionInJsonWhenAStreamWasAskedFor() {
    // Given
    gateway.topic.decision = place -> gateway.topic.reject(place, Events.rejected());

    // When
    HttpResponse<String> response = gateway.create(Gateway.STREAM_BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(header(response, "content-type")).isEqualTo("application/json");
  }

  @Test
  void shouldPublishNothingWhenTooManyWait() {
    // Given
    try (Gateway small = new Gateway(1)) {
      small.topic.decision = place -> {};
      CompletableFuture<HttpResponse<String>> first = small.creates(Gateway.BODY);
      await().until(() -> small.waiting() == 1 && small.topic.places.size() == 1);

      // When
      HttpResponse<String> second = small.create(Gateway.BODY);

      // Then
      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(Gateway.json(second).at("/error/code").asText()).isEqualTo("too_many_waiting");
      assertThat(small.topic.published).hasSize(1);
      small.topic.accept(small.topic.places.get(0));
      assertThat(first.join().statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Gateway.BODY, FOREGROUND})
  void shouldForgetAClientThatHasGone(String body) throws IOException {
    // Given
    boolean accepts = body.equals(FOREGROUND);
    gateway.topic.decision = place -> {};
    Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    client.getOutputStream().write(post(body));
    await().until(() -> gateway.topic.places.size() == 1);
    if (accepts) {
      gateway.topic.accept(gateway.topic.places.get(0));
      await().until(() -> gateway.watchers.size() == 1);
    }

    // When
    client.close();

    // Then
    await().until(() -> gateway.waiting() == 0);
    await().until(() -> gateway.watchers.size() == 0);
  }

  @Test
  void shouldAnswerAllWhoWaitWhenItStops() {
    // Given
    CompletableFuture<HttpResponse<String>> answer = gateway.creates(FOREGROUND);
    await().until(() -> gateway.watchers.size() == 1);
    gateway.topic.decision = place -> {};
    CompletableFuture<HttpResponse<String>> decision = gateway.creates(Gateway.BODY);
    await().until(() -> gateway.waiting() == 2);

    // When
    gateway.waiting.close();

    // Then
    assertThat(Gateway.json(answer.join()).path("status").asText()).isEqualTo("failed");
    assertThat(Gateway.json(decision.join()).at("/error/code").asText())
        .isEqualTo("no_decision_yet");
    assertThat(gateway.create(Gateway.BODY).statusCode()).isEqualTo(503);
    assertThat(gateway.topic.published).hasSize(2);
  }

  @Test
  void shouldKeepAConnectionInOrderWhenTheNextRequestComesBeforeTheDecision() throws IOException {
    // Given
    gateway.topic.decision = place -> {};
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write(post(Gateway.BODY));
      await().until(() -> gateway.topic.places.size() == 1);
      client.getOutputStream().write(post(Gateway.BODY.replace("hi", "a".repeat(3_000))));
      client.getOutputStream().write(post("none"));
      gateway.topic.decision = gateway.topic::accept;

      // When
      gateway.topic.accept(gateway.topic.places.get(0));

      // Then
      StringBuilder read = new StringBuilder();
      while (!read.toString().contains("not valid JSON")) {
        read.append((char) client.getInputStream().read());
      }
      assertThat(read.toString())
          .containsSubsequence("HTTP/1.1 200", "resp_", "HTTP/1.1 200", "resp_", "HTTP/1.1 400");
    }
  }

  private static byte[] post(String body) {
    return "POST /v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(Gateway.KEY, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static LimitState requestsPerHour(long amount, long remaining, long waitMs) {
    return LimitState.newBuilder()
        .setLimit(
            Limit.newBuilder()
                .setPer(List.of(LimitScope.TENANT))
                .setMetric(LimitMetric.REQUESTS)
                .setAmount(amount)
                .setWindow(LimitWindow.HOUR)
                .build())
        .setScope("tenant")
        .setUsed(amount - remaining)
        .setReserved(0)
        .setRequested(1)
        .setRemaining(remaining)
        .setWaitMs(waitMs)
        .build();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
