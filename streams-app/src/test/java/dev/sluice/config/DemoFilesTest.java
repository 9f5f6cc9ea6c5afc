package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether what the demo's file expects is what its configuration makes of it. */
class DemoFilesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SLUICE_BOOTSTRAP_SERVERS",
          "127.0.0.1:9092",
          "SLUICE_SCHEMA_REGISTRY_URL",
          "http://127.0.0.1:8081",
          "SLUICE_STATE_DIR",
          "data/demo/state",
          "SLUICE_POLLING_SECRET",
          ConfigFiles.POLLING_SECRET);

  private final Settings settings =
      SettingsReader.load(ConfigFiles.example("demo/demo.yaml"), ENVIRONMENT);

  @Test
  void shouldKnowApiKeysThatItsCommentNames() {
    // When
    List<String> wrong = new ArrayList<>();
    settings
        .tenants()
        .forEach(
            (tenant, policy) ->
                policy
                    .keys()
                    .forEach(
                        (id, key) -> {
                          String apiKey = "sk-demo-" + tenant + "-" + id;
                          if (!Hashes.sha256(apiKey).equals(key.sha256())) {
                            wrong.add(apiKey);
                          }
                        }));

    // Then
    assertThat(wrong).isEmpty();
    assertThat(settings.tenants()).containsOnlyKeys("acme", "globex", "initech", "hooli");
  }

  @Test
  void shouldExpectTargetsAndRoutesThatThereAre() throws IOException {
    // When
    List<JsonNode> requests = requests();

    // Then
    assertThat(requests)
        .hasSizeBetween(38, 44)
        .allSatisfy(
            request -> {
              assertThat(settings.tenants()).containsKey(request.path("tenant").textValue());
              boolean routed = settings.routes().containsKey(request.path("model").asText());
              assertThat(routed)
                  .isEqualTo(
                      !request.has("raw_base64") && request.path("expect_status").asInt() != 404);
              if (request.path("expect").asText().equals("completed")) {
                assertThat(settings.routeTable().target(request.path("expect_target").asText()))
                    .isNotNull();
              } else {
                assertThat(request.path("expect").asText())
                    .isIn("rejected", "failed", "unreadable");
                assertThat(request.path("expect_status").asInt()).isPositive();
              }
            });
  }

  @Test
  void shouldExpectRejectionsExactlyWhereLimitsHaveNoRoomLeft() throws IOException {
    // When
    List<String> predicted = new ArrayList<>();
    Map<String, Integer> used = new HashMap<>();
    for (JsonNode request : requests()) {
      boolean countable = request.path("expect_status").asInt(429) == 429;
      if (countable && !request.path("expect_repeat").asBoolean() && !takes(request, used)) {
        predicted.add(request.path("request_id").textValue());
      }
    }

    // Then
    assertThat(predicted)
        .containsExactly("invoice-7006", "memo-5", "memo-6", "memo-7")
        .isEqualTo(
            requests().stream()
                .filter(request -> request.path("expect_status").asInt() == 429)
                .map(request -> request.path("request_id").textValue())
                .toList());
  }

  /** All or nothing, as within one window. */
  private boolean takes(JsonNode request, Map<String, Integer> used) {
    String tenant = request.path("tenant").asText();
    List<String> counters = new ArrayList<>();
    for (LimitSettings limit : ConfigFiles.named(tenant, settings.tenants()).limits()) {
      if (limit.metric() != Metric.REQUESTS) {
        continue;
      }
      String key = limit.per().contains(Scope.KEY) ? request.path("key_id").asText("default") : "";
      String counter = tenant + "/" + key;
      if (used.getOrDefault(counter, 0) >= limit.amount().intValueExact()) {
        return false;
      }
      counters.add(counter);
    }
    counters.forEach(counter -> used.merge(counter, 1, Integer::sum));
    return true;
  }

  private static List<JsonNode> requests() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> requests = new ArrayList<>();
    for (String line : Files.readAllLines(ConfigFiles.example("demo/requests.jsonl"))) {
      requests.add(json.readTree(line));
    }
    return requests;
  }
}
