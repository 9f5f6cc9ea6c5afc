package dev.sluice.gateway;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.config.SettingsReader;
import dev.sluice.http.SseReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds with a gateway of the demo's configuration the conversation that OpenAI's SDK once held
 * with it, word for word: examples/openai-sdk recorded it, and writes it anew.
 */
class OpenAiSdkIT {
  private static final Path FIXTURES = Path.of("src/test/resources/openai-sdk");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** As the demo's configuration has them, and one that it has not. */
  private static final Map<String, String> API_KEYS =
      Map.of(
          "acme", "sk-demo-acme-default",
          "globex/ci", "sk-demo-globex-ci",
          "initech/batch", "sk-demo-initech-batch",
          "unknown", "sk-nobody");

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir static Path stateDir;

  /** What the IDs of the recording are now. */
  private static final Placeholders NOW = new Placeholders();

  private static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    String demo = Files.readString(Path.of("../examples/demo/demo.yaml"));
    gateway =
        RealCluster.start(
            SettingsReader.parse(
                demo.replace("sluice-demo", "sdk.gateway")
                    .replace("topics:\n", "topics:\n  prefix: sdk.\n  partitions: 1\n"),
                "demo.yaml",
                Map.of(
                    "SLUICE_BOOTSTRAP_SERVERS", CLUSTER.bootstrapServers(),
                    "SLUICE_SCHEMA_REGISTRY_URL", CLUSTER.registryUrl(),
                    "SLUICE_STATE_DIR", stateDir.toString(),
                    "SLUICE_POLLING_SECRET", RealCluster.SECRET,
                    "SLUICE_HTTP_PORT", "0")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  static Stream<Named<JsonNode>> conversation() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(FIXTURES)) {
      files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream().map(file -> Named.of(file.getFileName().toString(), read(file)));
  }

  @ParameterizedTest
  @MethodSource("conversation")
  void shouldAnswerTheSdksOwnRequestsAsItUnderstandsThem(JsonNode exchange) throws Exception {
    // Given
    HttpRequest request = request(exchange.required("request"));
    JsonNode expected = exchange.required("response");

    // When
    List<String> differences =
        exchange.required("again").booleanValue()
            ? RealCluster.await().until(() -> differences(expected, send(request)), List::isEmpty)
            : differences(expected, send(request));

    // Then
    assertThat(differences).isEmpty();
  }

  private static HttpRequest request(JsonNode recorded) {
    String body = recorded.required("body").isNull() ? null : recorded.get("body").toString();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + gateway.port()
                        + NOW.filled(recorded.get("path").asText())))
            .timeout(RealCluster.PATIENCE)
            .method(
                recorded.required("method").textValue(),
                body == null ? noBody() : ofString(NOW.filled(body)));
    recorded
        .required("headers")
        .properties()
        .forEach(header -> request.header(header.getKey(), header(header.getValue().asText())));
    return request.build();
  }

  private static String header(String recorded) {
    String keyed = "Bearer <key ";
    return recorded.startsWith(keyed)
        ? "Bearer " + API_KEYS.get(recorded.substring(keyed.length(), recorded.length() - 1))
        : recorded;
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static List<String> differences(JsonNode expected, HttpResponse<String> response)
      throws IOException {
    ArrayNode answer = MAPPER.createArrayNode().add(response.statusCode());
    var headers = answer.addObject();
    response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
    if (expected.has("events")) {
      answer.add(MAPPER.createArrayNode().addAll(SseReader.events(response.body())));
    } else {
      answer.add(MAPPER.readTree(response.body()));
    }
    ArrayNode recorded =
        MAPPER
            .createArrayNode()
            .add(expected.required("status"))
            .add(expected.required("headers"))
            .add(expected.has("events") ? expected.get("events") : expected.required("body"));
    return NOW.differences(recorded, answer);
  }

  private static JsonNode read(Path file) {
    try {
      return MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new IllegalStateException(file + " is no fixture", e);
    }
  }
}
