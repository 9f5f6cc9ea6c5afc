package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.failure.FailureType;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that wait on their connection for the answer, however long it takes. */
class ForegroundTest {
  private static final String BODY = "{\"model\":\"chat\",\"input\":\"hi\"}";

  private Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldKeepTheConnectionAliveByWhiteSpaceWhenTheCallTakesLong() throws IOException {
    // Given
    HttpResponse<InputStream> response = gateway.creating(BODY).join();
    String begin = new String(response.body().readNBytes(2), StandardCharsets.UTF_8);

    // When
    gateway.topic.complete(gateway.topic.places.get(0));

    // Then
    String rest = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    JsonNode json = Gateway.json(begin + rest);
    assertThat(begin).isBlank();
    assertThat(json.path("status").asText()).isEqualTo("completed");
    assertThat(json.at("/output/0/content/0/text").asText()).isEqualTo("Bonjour");
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.headers().firstValue("x-accel-buffering")).contains("no");
    assertThat(response.headers().firstValue("sluice-decision")).contains("accepted");
    assertThat(gateway.topic.published).hasSize(1);
    await().until(() -> gateway.waiting() == 0 && gateway.watchers.size() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {BODY, Gateway.STREAM_BODY})
  void shouldAnswerFailedWhenNobodyCanSayHowTheCallEnded(String body) {
    // Given
    gateway.close();
    gateway = new Gateway(null, Duration.ofMillis(300));

    // When
    JsonNode error = error(gateway.create(body));

    // Then
    assertThat(error.path("code").asText()).isEqualTo("server_error");
    assertThat(error.path("message").asText())
        .contains("GET /v1/responses/" + FakeTopic.id(gateway.topic.places.get(0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {BODY, Gateway.STREAM_BODY})
  void shouldAnswerFailedWhenTheProcessStops(String body) {
    // Given
    CompletableFuture<HttpResponse<String>> response = gateway.creates(body);
    await().until(() -> gateway.watchers.size() == 1);

    // When
    gateway.waiting.close();

    // Then
    assertThat(error(response.join()).path("message").asText())
        .contains("stopping")
        .contains("GET /v1/responses/" + FakeTopic.id(gateway.topic.places.get(0)));
  }

  @Test
  void shouldEndTheStreamOfACallThatIsCancelledAsItEndsForThoseWhoPoll() {
    // Given
    CompletableFuture<HttpResponse<String>> response = gateway.creates(Gateway.STREAM_BODY);
    await().until(() -> gateway.watchers.size() == 1);
    RequestPublisher.RequestPosition place = gateway.topic.places.get(0);
    String id = FakeTopic.id(place);

    // When
    gateway.topic.changes(
        place, new ViewRow.Failed(Events.failed(id, FailureType.CANCELLED).build()));

    // Then
    List<JsonNode> events = SseReader.events(response.join().body());
    JsonNode last = events.get(events.size() - 1);
    assertThat(last.path("type").asText()).isEqualTo("response.failed");
    assertThat(last.at("/response/status").asText()).isEqualTo("cancelled");
    assertThat(SseReader.events(gateway.poll(id + "?stream=true", Gateway.KEY).body()))
        .endsWith(last);
  }

  @Test
  void shouldAnswerFailedWhenTheCallIsCancelledMeanwhile() {
    // Given
    CompletableFuture<HttpResponse<String>> response = gateway.creates(BODY);
    await().until(() -> gateway.watchers.size() == 1);
    RequestPublisher.RequestPosition place = gateway.topic.places.get(0);
    String id = FakeTopic.id(place);

    // When
    gateway.topic.changes(
        place, new ViewRow.Failed(Events.failed(id, FailureType.CANCELLED).build()));

    // Then
    assertThat(error(response.join()).path("message").asText()).contains("cancelled");
    assertThat(Gateway.json(gateway.poll(id, Gateway.KEY)).path("status").asText())
        .isEqualTo("cancelled");
  }

  @ParameterizedTest
  @ValueSource(strings = {BODY, Gateway.STREAM_BODY})
  void shouldAnswerFailedWhenTheRequestIsDeletedMeanwhile(String body) {
    // Given
    CompletableFuture<HttpResponse<String>> response = gateway.creates(body);
    await().until(() -> gateway.watchers.size() == 1);

    // When
    gateway.topic.changes(gateway.topic.places.get(0), new ViewRow.Deleted());

    // Then
    assertThat(error(response.join()).path("message").asText()).contains("deleted");
  }

  @ParameterizedTest
  @ValueSource(strings = {BODY, Gateway.STREAM_BODY})
  void shouldGoOnWaitingWhenThePartitionComesBack(String body) {
    // Given
    CompletableFuture<HttpResponse<String>> response = gateway.creates(body);
    await().until(() -> gateway.watchers.size() == 1);
    RequestPublisher.RequestPosition place = gateway.topic.places.get(0);
    gateway.topic.here = false;
    gateway.view.unknown = true;
    gateway.watchers.closed(place.partition());
    await().until(() -> gateway.watchers.size() == 0);
    gateway.topic.here = true;
    gateway.view.unknown = false;

    // When
    gateway.topic.complete(place);

    // Then
    assertThat(response(response.join()).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void shouldForgetAClientThatHasGoneWhenWhiteSpaceHasBeenSent() throws IOException {
    // Given
    Socket client = post("HTTP/1.1");
    readUntil(client, "\r\n\r\n");

    // When
    client.close();

    // Then
    await().until(() -> gateway.waiting() == 0 && gateway.watchers.size() == 0);
    assertThat(gateway.commands.published).as("the call goes on").isEmpty();
  }

  @Test
  void shouldKeepAnHttp10ConnectionAliveToo() throws IOException {
    // Given
    try (Socket client = post("HTTP/1.0")) {
      String head = readUntil(client, "\r\n\r\n");

      // When
      gateway.topic.complete(gateway.topic.places.get(0));

      // Then
      String body = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(head).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("chunked");
      assertThat(body).startsWith(" ");
      assertThat(Gateway.json(body).path("status").asText()).isEqualTo("completed");
    }
  }

  @Test
  void shouldKeepAConnectionInOrderWhenTheNextRequestComesAfterWhiteSpace() throws IOException {
    // Given
    try (Socket client = post("HTTP/1.1")) {
      readUntil(client, "\r\n\r\n");
      client.getOutputStream().write(Gateway.get("resp_none"));

      // When
      gateway.topic.complete(gateway.topic.places.get(0));

      // Then
      assertThat(readUntil(client, "HTTP/1.1 404")).containsSubsequence("Bonjour", "\r\n0\r\n\r\n");
    }
  }

  @Test
  void shouldLetMoreWaitThanThereAreThreads() {
    // Given
    try (Gateway large = new Gateway(500)) {
      List<CompletableFuture<HttpResponse<InputStream>>> responses = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        responses.add(large.creating(BODY));
      }

      // When all have been sent white space
      responses.forEach(CompletableFuture::join);

      // Then
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().startsWith("http-"))
          .as("the server's threads")
          .hasSizeLessThan(100);
      assertThat(large.waiting()).isEqualTo(500);
      large.topic.places.forEach(large.topic::complete);
      assertThat(responses)
          .allSatisfy(
              response ->
                  assertThat(response.join().body())
                      .asString(StandardCharsets.UTF_8)
                      .contains("Bonjour"));
      await().until(() -> large.waiting() == 0);
    }
  }

  /** What it ended with, of a stream that of its last event. */
  static JsonNode response(HttpResponse<String> answer) {
    return isStream(answer) ? last(answer).path("response") : Gateway.json(answer);
  }

  /** What a failed response tells of its failure, or the last event of a stream. */
  static JsonNode error(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    if (isStream(answer)) {
      assertThat(last(answer).path("type").asText()).isEqualTo("error");
      return last(answer);
    }
    assertThat(Gateway.json(answer).path("status").asText()).isEqualTo("failed");
    return Gateway.json(answer).path("error");
  }

  private static JsonNode last(HttpResponse<String> stream) {
    List<JsonNode> events = SseReader.events(stream.body());
    return events.get(events.size() - 1);
  }

  private static boolean isStream(HttpResponse<String> answer) {
    return answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
  }

  private Socket post(String version) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    client.setSoTimeout(20_000);
    client
        .getOutputStream()
        .write(
            "POST /v1/responses %s\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(version, Gateway.KEY, BODY.length(), BODY)
                .getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private static String readUntil(Socket client, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = client.getInputStream().read();
      assertThat(next).as(() -> "the end after: " + read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }
}
