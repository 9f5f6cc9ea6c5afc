package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.failure.FailureType;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesApiTest {
  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldAnswerTheResponseWhenTheCallIsCompleted() {
    // Given
    gateway.view.rows.put(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.headers().firstValue("x-request-id").orElse("")).startsWith("req_");
    assertThat(Gateway.json(response).path("id").asText()).isEqualTo(Gateway.ID);
    assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(Gateway.json(response).at("/output/0/content/0/text").asText()).isEqualTo("Bonjour");
  }

  @Test
  void shouldAnswer200WhenTheCallFailed() {
    // Given
    gateway.view.rows.put(
        Gateway.ID, new ViewRow.Failed(Events.failed(Gateway.ID, FailureType.TIMEOUT).build()));

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("failed");
  }

  @Test
  void shouldAnswer404WhenTheRequestIsDeleted() {
    // Given
    gateway.view.rows.put(Gateway.ID, new ViewRow.Deleted());

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertNotFound(response);
  }

  @Test
  void shouldAnswer404WhenTheTimeToLiveIsOver() {
    // Given
    gateway.view.rows.put(Gateway.ID, Gateway.completed());
    gateway.now = Events.ENDED_AT.plus(Gateway.TIME_TO_LIVE).plusMillis(1);

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertNotFound(response);
  }

  @Test
  void shouldAnswer404WhenTheIdIsOlderThanTheView() {
    // Given
    gateway.view.unknown = true;
    gateway.now = Events.ACCEPTED_AT.plus(Gateway.RETENTION).plusMillis(1);

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertNotFound(response);
  }

  @Test
  void shouldAnswer404WhenTheIdIsAnotherTenants() {
    // Given
    gateway.view.rows.put(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, "sk-other");

    // Then
    assertNotFound(response);
  }

  @Test
  void shouldAnswer404WhenAnyCharacterOfTheIdIsForged() {
    // Given
    gateway.view.rows.put(Gateway.ID, Gateway.completed());
    gateway.view.answersAnything = true;

    for (int i = 0; i < Gateway.ID.length(); i++) {
      char other = Gateway.ID.charAt(i) == 'A' ? 'B' : 'A';
      String forged = Gateway.ID.substring(0, i) + other + Gateway.ID.substring(i + 1);

      // When
      HttpResponse<String> response = gateway.poll(forged, Gateway.KEY);

      // Then
      assertNotFound(response);
    }
  }

  @ParameterizedTest
  @CsvSource({"60, 503", "61, 404"})
  void shouldAnswer404ForAnAbsentRowOnlyWhenItIsOld(long age, int status) {
    // Given
    gateway.now = Events.ACCEPTED_AT.plusSeconds(age);

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 503);
  }

  @Test
  void shouldAnswer503WhenARequestOfLongAgoIsJustBeingAccepted() {
    // Given
    gateway.view.uncommitted = true;
    gateway.now = Events.ACCEPTED_AT.plusSeconds(600);

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void shouldAnswer503WithRetryAfterWhenNoReplicaMaySay() {
    // Given
    gateway.view.unknown = true;
    gateway.now = Events.ACCEPTED_AT.plusSeconds(600);

    // When
    HttpResponse<String> response = gateway.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
    assertThat(Gateway.json(response).at("/error/code").asText()).isEqualTo("replica_unavailable");
  }

  @Test
  void shouldAnswer401WhenTheApiKeyIsMissingOrUnknown() {
    // Given
    gateway.view.rows.put(Gateway.ID, Gateway.completed());

    // When
    List<HttpResponse<String>> responses =
        List.of(
            gateway.send(gateway.request("/v1/responses/" + Gateway.ID).build()),
            gateway.poll(Gateway.ID, "sk-nobody"),
            gateway.poll(Gateway.ID, ""),
            gateway.send(
                gateway
                    .request("/v1/responses/" + Gateway.ID)
                    .header("Authorization", "Basic " + Gateway.KEY)
                    .build()));

    // Then
    assertThat(responses)
        .allSatisfy(
            response -> {
              assertThat(response.statusCode()).isEqualTo(401);
              assertThat(Gateway.json(response).at("/error/code").asText())
                  .isEqualTo("invalid_api_key");
              assertThat(response.body()).doesNotContain("sk-nobody");
            });
  }

  @Test
  void shouldAnswer503WhenAKeyIsUnknownBeforeAllKeysAreLoaded() {
    // Given
    try (Gateway starting = new Gateway(new HashedApiKeys())) {

      // When
      HttpResponse<String> response = starting.poll(Gateway.ID, Gateway.KEY);

      // Then
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(starting.send(starting.request("/health/ready").build()).body())
          .contains("the API keys are not loaded");
    }
  }

  @Test
  void shouldNeverBreakWhenIdsAreNonsense() {
    // Given
    gateway.view.answersAnything = true;
    Random random = new Random(42);

    for (int i = 0; i < 1_000; i++) {
      // When
      HttpResponse<String> response = gateway.poll(nonsense(random), Gateway.KEY);

      // Then
      assertThat(response.statusCode()).isIn(400, 404);
      assertThat(Gateway.json(response).path("error").path("message").asText()).isNotEmpty();
    }
  }

  private static String nonsense(Random random) {
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(120); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> path.append(Gateway.ID.charAt(random.nextInt(Gateway.ID.length())));
        case 1 -> path.append((char) ('a' + random.nextInt(26)));
        case 2 -> path.append(String.format("%%%02X", random.nextInt(256)));
        default -> path.append("-_.~!$&'()*+,;=:@".charAt(random.nextInt(17)));
      }
    }
    return random.nextBoolean() ? "resp_" + path : path.toString();
  }

  private static void assertNotFound(HttpResponse<String> response) {
    JsonNode error = Gateway.json(response).path("error");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.path("message").asText())
        .startsWith("Response with id '")
        .endsWith("' not found.");
    assertThat(error.path("code").isNull()).isTrue();
  }
}
