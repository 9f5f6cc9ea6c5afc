package dev.sluice.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A client that streams one answer in ASCII, and what it has been sent so far. Any thread. */
final class StreamingClient {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Set<String> LAST =
      Set.of("error", "response.completed", "response.incomplete", "response.failed");

  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final CompletableFuture<HttpResponse<Void>> end;

  private StreamingClient(HttpRequest request) {
    end =
        HTTP.sendAsync(
            request,
            BodyHandlers.ofByteArrayConsumer(
                piece ->
                    piece.ifPresent(
                        bytes -> sent.add(new String(bytes, StandardCharsets.US_ASCII)))));
  }

  static StreamingClient gets(int port, String apiKey, String path) {
    return new StreamingClient(to(port, apiKey, path).build());
  }

  static StreamingClient posts(int port, String apiKey, String path, String body) {
    return new StreamingClient(
        to(port, apiKey, path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private static HttpRequest.Builder to(int port, String apiKey, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + apiKey);
  }

  /** Those that are whole, the mark at the end of a chat completion's left out. */
  List<JsonNode> events() {
    String all = String.join("", sent);
    return all.substring(0, all.lastIndexOf("\n\n") + 1)
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> Objects.requireNonNull(Json.parse(line.substring("data: ".length()))))
        .toList();
  }

  /** Or has been refused. */
  boolean hasBegun() {
    return end.isDone() || !events().isEmpty();
  }

  /** Of the response, in the Responses API's form. */
  String id() {
    return events().get(0).at("/response/id").asText();
  }

  /** The pieces of text, in either API's form. */
  List<String> pieces() {
    return events().stream()
        .map(
            event ->
                event.path("type").asText().equals("response.output_text.delta")
                    ? event.path("delta").asText()
                    : event.at("/choices/0/delta/content").asText())
        .filter(piece -> !piece.isEmpty())
        .toList();
  }

  String text() {
    return String.join("", pieces());
  }

  /** All events once the stream has ended by itself. */
  List<JsonNode> awaitEnd() throws Exception {
    var unused = end.get(RealCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return events();
  }

  /** Whether nothing follows this event of a response. */
  static boolean isLast(JsonNode event) {
    return LAST.contains(event.path("type").asText());
  }

  static List<Long> numbers(List<JsonNode> events) {
    return events.stream().map(event -> event.path("sequence_number").asLong(-1)).toList();
  }
}
