package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateApiTest {
  private Creations gateway = new Creations();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldAnswerQueuedWithThePollingIdWhenTheRequestIsAccepted() {
    // When
    HttpResponse<String> response = gateway.create(Creations.BODY);

    // Then
    JsonNode json = Gateway.json(response);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json.path("status").asText()).isEqualTo("queued");
    assertThat(json.path("id").asText()).isEqualTo(Creations.id(gateway.places.get(0)));
    CompletionRequest published = gateway.published.get(0);
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
    gateway.decision =
        place ->
            gateway.reject(
                place,
                Events.rejected()
                    .setFailure(failure)
                    .setLimits(List.of(requestsPerHour(3, 0, 3_600_000))));

    // When
    HttpResponse<String> response = gateway.create(Creations.BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(header(response, "retry-after")).isEqualTo("60");
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
  @CsvSource({"409,,false", "429,1500,true", "429,,false", "400,,false", "500,,true"})
  void shouldSayWhetherAnotherTryIsWorthwhile(int status, Long waitMs, String retry) {
    // Given
    Failure failure =
        Failure.newBuilder(Events.failure(FailureType.RATE_LIMITED))
            .setStatus(status)
            .setRetryAfterMs(waitMs)
            .build();
    gateway.decision = place -> gateway.reject(place, Events.rejected().setFailure(failure));

    // When
    HttpResponse<String> response = gateway.create(Creations.BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "x-should-retry")).isEqualTo(retry);
  }

  @Test
  void shouldAnswerWhatBecameOfItWhenAnAcceptedRequestIsRepeated() {
    // Given
    gateway.create(Creations.BODY, "Idempotency-Key", "once");
    Ingress.Appended first = gateway.places.get(0);
    gateway.complete(first);
    gateway.decision =
        place ->
            gateway.verdicts.decided(
                Events.accepted(Creations.id(first))
                    .setRepeat(true)
                    .setSource(Creations.source(place))
                    .build());

    // When
    HttpResponse<String> response = gateway.create(Creations.BODY, "Idempotency-Key", "once");

    // Then
    JsonNode json = Gateway.json(response);
    assertThat(json.path("id").asText()).isEqualTo(Creations.id(first));
    assertThat(json.path("status").asText()).isEqualTo("completed");
    assertThat(gateway.published)
        .extracting(CompletionRequest::getRequestId)
        .containsExactly("once", "once");
  }

  @Test
  void shouldTakeAnSdksOwnRetryForTheSameRequestAndNothingElse() {
    // Given
    gateway.create(Creations.BODY, "X-Stainless-Retry-Count", "0");

    // When
    gateway.create(Creations.BODY, "X-Stainless-Retry-Count", "1");
    gateway.create(Creations.BODY, "X-Stainless-Retry-Count", "0");
    gateway.create(Creations.BODY.replace("hi", "ho"), "X-Stainless-Retry-Count", "1");

    // Then
    List<String> ids = gateway.published.stream().map(CompletionRequest::getRequestId).toList();
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.subList(1, 4)).doesNotHaveDuplicates();
  }

  @Test
  void shouldSayThatItMayStillBeAcceptedWhenNoVerdictComes() {
    // Given
    gateway.close();
    gateway = new Creations(null, Duration.ofMillis(200));
    gateway.decision = place -> {};

    // When
    HttpResponse<String> response = gateway.create(Creations.BODY);

    // Then
    String requestId = gateway.published.get(0).getRequestId();
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
    gateway.away = true;

    // When
    HttpResponse<String> response = gateway.create(Creations.BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(Gateway.json(response).at("/error/code").asText()).isEqualTo("not_published");
    assertThat(gateway.published).isEmpty();
  }

  @Test
  void shouldWaitForTheAnswerWhenTheRequestIsNotInTheBackground() throws Exception {
    // Given
    Thread end =
        new Thread(
            () -> {
              Ingress.Appended place = awaitPlace();
              while (gateway.watchers.size() == 0) {
                Thread.onSpinWait();
              }
              gateway.complete(place);
            });
    end.start();

    // When
    HttpResponse<String> response = gateway.create("{\"model\":\"chat\",\"input\":\"hi\"}");

    // Then
    end.join();
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("completed");
    assertThat(Gateway.json(response).at("/output/0/content/0/text").asText()).isEqualTo("Bonjour");
  }

  @Test
  void shouldAnswerQueuedWhenTheAnswerTakesTooLong() {
    // Given
    gateway.close();
    gateway = new Creations(null, Duration.ofMillis(200));

    // When
    HttpResponse<String> response = gateway.create("{\"model\":\"chat\",\"input\":\"hi\"}");

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("queued");
    assertThat(gateway.verified(Gateway.json(response).path("id").asText())).isPresent();
  }

  @Test
  void shouldPublishNothingWhenTheCallerIsUnknown() {
    // When
    HttpResponse<String> response =
        gateway.send(
            gateway
                .request("/v1/responses")
                .setHeader("Authorization", "Bearer sk-nobody")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(Creations.BODY))
                .build());

    // Then
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(gateway.published).isEmpty();
  }

  @Test
  void shouldPublishNothingWhenTheRequestIsUnfitOrTooLarge() {
    // When
    HttpResponse<String> unfit =
        gateway.create("{\"model\":\"chat\",\"input\":\"hi\",\"temperature\":3}");
    HttpResponse<String> large = gateway.create(Creations.BODY.replace("hi", "a".repeat(20_000)));
    HttpResponse<String> notJson = gateway.create("{\"model\"");

    // Then
    assertThat(unfit.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(unfit).at("/error/param").asText()).contains("temperature");
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(notJson.statusCode()).isEqualTo(400);
    assertThat(gateway.published).isEmpty();
  }

  private Ingress.Appended awaitPlace() {
    while (gateway.places.isEmpty()) {
      Thread.onSpinWait();
    }
    return gateway.places.get(0);
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
