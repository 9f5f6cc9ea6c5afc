package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Clients that wait on their connection for calls that take longer than any poll may wait. */
class SlowCallIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 1, create: true}
      dispatch: {drain: %s, sweep: 200ms}
      providers: {counted: %s}
      routes:
        chat:
          targets: [{provider: counted, model: swift-1}]
      tenants:
        acme: {keys: {default: {api_key: sk-acme}}}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldAnswerOnTheSameConnectionByOneCallWhenItTakesLongerThanMaxWait() throws Exception {
    // Given
    try (CountingProvider provider = CountingProvider.start(Duration.ZERO);
        Gateway gateway = RealCluster.start(config("slow.", "10s", provider))) {
      provider.hold();
      HttpResponse<InputStream> response = asks(gateway.port()).join();
      String begin = new String(response.body().readNBytes(2), StandardCharsets.UTF_8);

      // When
      provider.release();

      // Then
      assertThat(begin).isBlank();
      assertThat(text(json(response))).isEqualTo("hi");
      assertThat(provider.asked()).hasSize(1);
    }
  }

  @Test
  void shouldAnswerWhoWaitsWhenTheCallEndsWithinTheDrain() throws Exception {
    // Given
    try (CountingProvider provider = CountingProvider.start(Duration.ZERO);
        Gateway gateway = RealCluster.start(config("drained.", "30s", provider))) {
      provider.hold();
      CompletableFuture<HttpResponse<InputStream>> response = asks(gateway.port());
      await().until(() -> provider.underWay() == 1);

      // When
      CompletableFuture<Void> stop = CompletableFuture.runAsync(gateway::close);
      await().until(() -> isStopping(gateway.port()));
      provider.release();

      // Then
      assertThat(text(json(response.join()))).isEqualTo("hi");
      stop.join();
    }
  }

  @Test
  @SuppressWarnings("try") // closed in the middle, which is what is tested
  void shouldAnswerFailedAndGoOnWithTheCallWhenItOutlastsTheDrain() throws Exception {
    // Given
    try (CountingProvider provider = CountingProvider.start(Duration.ZERO)) {
      String config = config("stopped.", "0s", provider);
      provider.hold();
      JsonNode failed;
      try (Gateway gateway = RealCluster.start(config)) {
        CompletableFuture<HttpResponse<InputStream>> response = asks(gateway.port());
        await().until(() -> provider.underWay() == 1);

        // When
        gateway.close();
        failed = json(response.join());
      }

      // Then
      assertThat(failed.path("status").asText()).isEqualTo("failed");
      assertThat(failed.at("/error/message").asText()).contains("stopping");
      provider.release();
      try (Gateway next = RealCluster.start(config)) {
        String id = failed.path("id").asText();
        await().untilAsserted(() -> assertThat(text(json(poll(next.port(), id)))).isEqualTo("hi"));
      }
    }
  }

  private CompletableFuture<HttpResponse<InputStream>> asks(int port) {
    return http.sendAsync(
        to(port, "/v1/responses")
            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"chat\",\"input\":\"hi\"}"))
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private HttpResponse<InputStream> poll(int port, String id) throws Exception {
    return http.send(
        to(port, "/v1/responses/" + id).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  /** Whether nothing is published any more. */
  private boolean isStopping(int port) throws Exception {
    HttpRequest ready = to(port, "/health/ready").build();
    return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 503;
  }

  private static HttpRequest.Builder to(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer sk-acme");
  }

  private static JsonNode json(HttpResponse<InputStream> response) throws Exception {
    return JSON.readTree(response.body());
  }

  private static String text(JsonNode response) {
    return response.at("/output/0/content/0/text").asText();
  }

  private String config(String prefix, String drain, CountingProvider provider) {
    return CLUSTER
        .config(
            prefix,
            dir.resolve("state"),
            CONFIG.formatted(prefix, drain, provider.settings("gateway")))
        .replace("  port: 0", "  port: 0\n  max_wait: 1s\n  keep_alive: 1s");
  }
}
