package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of one gateway, each of which answers for both. */
class ClusterIT {
  private static final String PREFIX = "cluster.";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "a secret of the cluster";
  private static final int TENANTS = 4;

  /** Signed on the topic too: the gateway signs what it publishes itself. */
  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      group: {standbys: 1}
      dispatch: {lease: 8s, sweep: 200ms, drain: 0s}
      providers: {echo: {kind: echo}}
      routes:
        chat:
          targets: [{provider: echo, model: swift-1, extra_body: {echo: {delay: 100ms}}}]
        slow:
          targets: [{provider: echo, model: swift-1, extra_body: {echo: {delay: 60s}}}]
      signing: {tenant-0: {secrets: {1: a signing secret of tenant-0}}}
      tenants:
        tenant-0: {keys: {default: {api_key: sk-0}}, require_signature: true}
      """
          .formatted(PREFIX);

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldAnswerForEveryIdAtEitherProcessAndAfterOneIsKilled() throws Exception {
    // Given
    try (Gateway first = RealCluster.start(config("g1", RealCluster.freePort()));
        GatewayProcess second =
            GatewayProcess.start(dir, "g2", config("g2", RealCluster.freePort()))) {
      List<String> ids = new ArrayList<>();
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        // one of both has to ask the other what was decided
        for (int port : new int[] {first.port(), second.port()}) {
          HttpResponse<String> created = creates(port, tenant, "chat", tenant < 2);
          JsonNode json = JSON.readTree(created.body());
          assertThat(json.path("status").asText())
              .isIn(tenant < 2 ? List.of("queued", "in_progress") : List.of("completed"));
          ids.add(tenant + " " + id(created));
        }
      }
      for (String id : ids) {
        await()
            .untilAsserted(
                () -> {
                  assertThat(completed(first.port(), id)).isTrue();
                  assertThat(completed(second.port(), id)).isTrue();
                  // asked as a process of the gateway, it answers out of what it has itself
                  assertThat(completed(first.port(), id, "sluice-cluster-secret", SECRET)).isTrue();
                });
      }

      List<String> seconds = new ArrayList<>();
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        String id = tenant + " " + id(creates(first.port(), tenant, "slow", true));
        assertThat(List.of(status(first.port(), id), status(second.port(), id))).containsOnly(200);
        if (status(first.port(), id, "sluice-cluster-secret", SECRET) == 503) {
          seconds.add(id);
        }
      }
      assertThat(seconds).as("calls under way at the second process").isNotEmpty();

      // When
      second.kill();

      // Then
      for (String id : seconds) {
        assertThat(status(first.port(), id)).as("right after the kill: %s", id).isEqualTo(503);
      }
      for (String id : ids) {
        assertThat(completed(first.port(), id)).as("after the kill: %s", id).isTrue();
      }
      for (String id : seconds) {
        await()
            .untilAsserted(
                () -> {
                  // never 404: that would be final to who polls
                  assertThat(status(first.port(), id)).isIn(200, 503);
                  assertThat(status(first.port(), id)).isEqualTo(200);
                });
      }
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        creates(first.port(), tenant, "chat", true);
      }
    }
  }

  /** Until somebody may say what was decided, it is 503 and nothing else. */
  private HttpResponse<String> creates(int port, int tenant, String model, boolean background) {
    List<HttpResponse<String>> last = new ArrayList<>();
    await()
        .until(
            () -> {
              HttpResponse<String> created = create(port, tenant, model, background);
              assertThat(created.statusCode()).as(created.body()).isIn(200, 503);
              last.add(created);
              return created.statusCode() == 200;
            });
    return last.get(last.size() - 1);
  }

  private HttpResponse<String> create(int port, int tenant, String model, boolean background)
      throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/responses"))
            .header("Authorization", "Bearer sk-" + tenant)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"%s\",\"input\":\"hi\",\"background\":%s}"
                        .formatted(model, background)))
            .build();
    return http.send(post, HttpResponse.BodyHandlers.ofString());
  }

  private static String id(HttpResponse<String> created) throws Exception {
    return JSON.readTree(created.body()).path("id").asText();
  }

  private boolean completed(int port, String tenantAndId, String... headers) throws Exception {
    HttpResponse<String> response = poll(port, tenantAndId, headers);
    return response.statusCode() == 200
        && JSON.readTree(response.body()).path("status").asText().equals("completed");
  }

  private int status(int port, String tenantAndId, String... headers) throws Exception {
    return poll(port, tenantAndId, headers).statusCode();
  }

  private HttpResponse<String> poll(int port, String tenantAndId, String... headers)
      throws Exception {
    String[] parts = tenantAndId.split(" ", 2);
    HttpRequest.Builder get =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/responses/" + parts[1]))
            .header("Authorization", "Bearer sk-" + parts[0]);
    HttpRequest request = (headers.length == 0 ? get : get.headers(headers)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String config(String name, int port) {
    StringBuilder tenants = new StringBuilder();
    for (int i = 1; i < TENANTS; i++) {
      tenants.append("  tenant-%d: {keys: {default: {api_key: sk-%d}}}\n".formatted(i, i));
    }
    return CLUSTER
        .config(PREFIX, dir.resolve(name), CONFIG + tenants)
        .replace("instance: test", "instance: " + name)
        .replace(
            "kafka:",
            "kafka:\n  consumer.session.timeout.ms: 6000\n  consumer.heartbeat.interval.ms: 500\n  probing.rebalance.interval.ms: 60000\n  acceptable.recovery.lag: 100000000")
        .replace(
            "  port: 0",
            "  port: %d\n  advertised: 127.0.0.1:%d\n  cluster_secret: %s\n  decision_timeout: 2s"
                .formatted(port, port, SECRET));
  }
}
