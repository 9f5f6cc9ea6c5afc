package dev.sluice.gateway;

import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.http.SseReader;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Polls, streams, cancellation and deletion over a real broker. */
class PollingIT {
  private static final String PREFIX = "polling.";

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      providers:
        first: {kind: echo}
      routes:
        chat:
          targets: [{name: chat-first, provider: first, model: swift-1}]
        slow:
          targets: [{name: slow-first, provider: first, model: swift-1, extra_body: {echo: {delay: 1500ms}}}]
        endless:
          targets: [{name: endless-first, provider: first, model: swift-1, extra_body: {echo: {delay: 55s}}}]
      tenants:
        acme:
          models: [chat, slow, endless]
          keys:
            default: {api_key: sk-acme}
            narrow: {api_key: sk-narrow, models: chat}
      """
          .formatted(PREFIX);

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final RunningGateway GATEWAY = new RunningGateway(PREFIX, CONFIG);

  private static Client client;

  @BeforeAll
  static void connect() {
    client = GATEWAY.client();
  }

  @Test
  void shouldAnswerWhoWaitsWhenTheResultIsCommitted() throws Exception {
    // Given
    String id = accepted("waited for", "slow");

    // When
    HttpResponse<String> response = send("GET", "/v1/responses/" + id + "?wait=50").join();

    // Then
    assertThat(json(response).path("status").asText()).isEqualTo("completed");
    assertThat(json(response).at("/output/0/content/0/text").asText())
        .isEqualTo("What is a sluice?");
  }

  @Test
  void shouldStreamTheCallToItsEnd() throws Exception {
    // Given
    String id = accepted("streamed", "slow");

    // When
    HttpResponse<String> response = send("GET", "/v1/responses/" + id + "?stream=true").join();

    // Then
    assertThat(SseReader.types(response.body()))
        .startsWith("response.created", "response.queued", "response.in_progress")
        .endsWith("response.completed");
    String again = send("GET", "/v1/responses/" + id + "?stream=true").join().body();
    assertThat(SseReader.events(again)).isEqualTo(SseReader.events(response.body()));
  }

  @Test
  void shouldCancelACallInFlight() throws Exception {
    // Given
    String id = accepted("cancelled", "endless");
    CompletableFuture<HttpResponse<String>> waits = send("GET", "/v1/responses/" + id + "?wait=50");

    // When
    HttpResponse<String> response = send("POST", "/v1/responses/" + id + "/cancel").join();

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).path("status").asText()).isEqualTo("cancelled");
    assertThat(json(waits.join()).path("status").asText()).isEqualTo("cancelled");
    assertThat(json(send("POST", "/v1/responses/" + id + "/cancel").join()).path("status").asText())
        .isEqualTo("cancelled");
  }

  @Test
  void shouldFindADeletedRequestNowhere() throws Exception {
    // Given
    String id = accepted("deleted", "chat");
    send("GET", "/v1/responses/" + id + "?wait=50").join();

    // When
    HttpResponse<String> response = send("DELETE", "/v1/responses/" + id).join();

    // Then
    assertThat(json(response).path("deleted").asBoolean()).isTrue();
    assertThat(send("GET", "/v1/responses/" + id).join().statusCode()).isEqualTo(404);
    await()
        .until(
            () ->
                client.polling.values().stream()
                    .anyMatch(
                        event ->
                            event.getPollingId().equals(id)
                                && event.getKind() == PollingEventKind.DELETED));
  }

  @Test
  void shouldListWhatWasAskedAndTheRoutesOfAKey() throws Exception {
    // Given
    String id = accepted("listed", "chat");

    // When
    HttpResponse<String> items = send("GET", "/v1/responses/" + id + "/input_items").join();

    // Then
    assertThat(json(items).at("/data/0/content/0/text").asText()).isEqualTo("What is a sluice?");
    HttpResponse<String> all = send("GET", "/v1/models").join();
    assertThat(json(all).path("data")).hasSize(3);
    HttpResponse<String> narrow =
        HTTP.send(to("/v1/models", "sk-narrow").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(json(narrow).path("data")).hasSize(1);
  }

  /** The polling ID, once a poll finds it. */
  private static String accepted(String requestId, String route) throws Exception {
    client.publishes("acme", request(requestId, route).build());
    String id =
        await()
            .until(
                () ->
                    client.polling.values().stream()
                        .filter(event -> event.getRequestId().equals(requestId))
                        .map(PollingEvent::getPollingId)
                        .findFirst(),
                Optional::isPresent)
            .orElseThrow();
    await().until(() -> send("GET", "/v1/responses/" + id).join().statusCode() == 200);
    return id;
  }

  private static CompletableFuture<HttpResponse<String>> send(String method, String path) {
    HttpRequest request =
        to(path, "sk-acme").method(method, HttpRequest.BodyPublishers.noBody()).build();
    return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(String path, String apiKey) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + GATEWAY.port() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + apiKey);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body());
  }
}
