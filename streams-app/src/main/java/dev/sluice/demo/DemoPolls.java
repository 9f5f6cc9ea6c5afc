package dev.sluice.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.client.RequestOutcome;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Polls over HTTP as a client would, and compares the answers with the topics. One thread. */
final class DemoPolls {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Set<String> OPEN = Set.of("queued", "in_progress");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI base;

  DemoPolls(URI base) {
    this.base = base;
  }

  /** The API key of a tenant's key, as the demo's configuration creates them. */
  static String apiKey(String tenant, String keyId) {
    return "sk-demo-" + tenant + "-" + keyId;
  }

  static String curl(URI base, String tenant, String keyId, String pollingId) {
    return "curl -s -H 'Authorization: Bearer %s' %s"
        .formatted(apiKey(tenant, keyId), responseUri(base, pollingId));
  }

  /**
   * @param polled the number of distinct polling IDs
   * @param mismatches one line for each answer that differs from the topics
   */
  record Findings(int polled, List<String> mismatches) {}

  /** Polls each accepted request that has ended until polling shows its end, for some seconds. */
  Findings compare(List<RequestOutcome> outcomes) throws InterruptedException {
    TreeMap<String, RequestOutcome> byId = new TreeMap<>();
    for (RequestOutcome outcome : outcomes) {
      if (outcome.decision() != null && outcome.isEnded()) {
        byId.putIfAbsent(outcome.decision().getPollingId(), outcome);
      }
    }
    List<String> mismatches = new ArrayList<>();
    for (var each : byId.entrySet()) {
      RequestOutcome outcome = each.getValue();
      String difference = difference(outcome, each.getKey());
      if (!difference.isEmpty()) {
        mismatches.add(
            "line %d, polling %s: %s"
                .formatted(outcome.line().number(), each.getKey(), difference));
      }
    }
    return new Findings(byId.size(), mismatches);
  }

  private String difference(RequestOutcome outcome, String pollingId) throws InterruptedException {
    JsonNode polled = poll(outcome.line().tenant(), outcome.line().keyId(), pollingId);
    CompletionResult result = outcome.result();
    ErrorRecord failure = outcome.failure();
    List<String> expected;
    List<String> got;
    if (result != null) {
      expected = List.of("completed", text(result.getAnswer().getText()));
      got = List.of(polled.path("status").asText(), outputText(polled));
    } else {
      ErrorRecord error = Objects.requireNonNull(failure);
      expected = List.of("failed", error.getFailure().getMessage());
      got = List.of(polled.path("status").asText(), polled.path("error").path("message").asText());
    }
    return expected.equals(got) ? "" : "expected " + expected + ", got " + got;
  }

  /**
   * Whether a polling ID of an earlier run still names its completed request; otherwise what came
   * instead.
   */
  String differenceOfEarlier(LastRun.Sample sample) throws InterruptedException {
    JsonNode polled = poll(sample.tenant(), sample.keyId(), sample.pollingId());
    List<String> expected = List.of("completed", sample.pollingId(), sample.requestId());
    List<String> got =
        List.of(
            polled.path("status").asText(),
            polled.path("id").asText(),
            polled.path("sluice").path("request_id").asText());
    return expected.equals(got) ? "" : "expected " + expected + ", got " + got;
  }

  /** The last answer: a view may lag behind its topics. */
  private JsonNode poll(String tenant, String keyId, String pollingId) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(responseUri(base, pollingId))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + apiKey(tenant, keyId))
            .build();
    long until = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      HttpResponse<String> response;
      try {
        response = http.send(request, HttpResponse.BodyHandlers.ofString());
      } catch (IOException away) {
        return Json.object().put("status", "no answer: " + away);
      }
      JsonNode body = body(response);
      boolean open =
          response.statusCode() == 503
              || (response.statusCode() == 200 && OPEN.contains(body.path("status").asText()));
      if (!open || System.nanoTime() > until) {
        return response.statusCode() == 200
            ? body
            : Json.object()
                .put("status", "HTTP status " + response.statusCode())
                .set("error", body.path("error"));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static JsonNode body(HttpResponse<String> response) {
    try {
      return Json.MAPPER.readTree(response.body());
    } catch (JsonProcessingException notJson) {
      return Json.object();
    }
  }

  private static String outputText(JsonNode response) {
    StringBuilder text = new StringBuilder();
    response
        .path("output")
        .forEach(
            item -> item.path("content").forEach(part -> text.append(part.path("text").asText())));
    return text.toString();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static URI responseUri(URI base, String pollingId) {
    return base.resolve("/v1/responses/" + pollingId);
  }
}
