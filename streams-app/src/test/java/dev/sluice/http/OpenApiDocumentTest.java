package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.Failure;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import io.javalin.Javalin;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {
  private final Gateway gateway = new Gateway();
  private JsonNode document;

  @BeforeEach
  void read() {
    document = Gateway.json(gateway.send(gateway.request("/openapi.json").build()));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldTellOfEveryRouteAndOfNoOther() {
    // Given
    Set<String> documented = new HashSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    // When
    Set<String> served = new HashSet<>();
    Javalin.create(config -> gateway.endpoints().forEach(each -> each.addTo(config.routes)))
        .unsafe
        .internalRouter
        .allHttpHandlers()
        .forEach(
            route ->
                served.add(
                    route.endpoint.method.name()
                        + " "
                        + route.endpoint.path.replace('<', '{').replace('>', '}')));
    // what answers GET answers HEAD; the others are not paths
    served.removeIf(route -> route.matches("(HEAD|BEFORE|AFTER)\\b.*"));

    // Then
    assertThat(documented).isEqualTo(served);
    assertThat(document.path("openapi").asText()).startsWith("3.1");
  }

  @Test
  void shouldTellTheShapesOfAnswers() {
    // Given
    Shapes shapes = new Shapes(document);
    List<ViewRow> rows =
        List.of(
            Gateway.pending(CallStatus.QUEUED, 1),
            Gateway.completed(),
            new ViewRow.Failed(Events.failed(Gateway.ID, FailureType.TIMEOUT).build()),
            new ViewRow.Failed(Events.failed(Gateway.ID, FailureType.CANCELLED).build()));
    String id = "/v1/responses/" + Gateway.ID;

    for (ViewRow row : rows) {
      gateway.changes(Gateway.ID, row);

      // When
      JsonNode response = Gateway.json(gateway.ask("GET", id));

      // Then
      shapes.assertIs(response, "Response");
    }
    shapes.assertIs(Gateway.json(gateway.ask("GET", "/v1/responses/none")), "Error");
    shapes.assertIs(Gateway.json(gateway.ask("GET", "/v1/models")), "ModelList");
    shapes.assertIs(Gateway.json(gateway.ask("GET", "/v1/models/chat")), "Model");
    shapes.assertIs(Gateway.json(gateway.ask("GET", "/health/live")), "Live");
    shapes.assertIs(Gateway.json(gateway.ask("GET", "/health/ready")), "Ready");
    shapes.assertIs(Gateway.json(gateway.ask("GET", "/overview")), "Overview");
    shapes.assertIs(Gateway.json(gateway.ask("GET", "/overview/calls?q=acme")), "FoundCalls");
    shapes.assertIs(Gateway.json(gateway.ask("GET", "/overview/calls/" + Gateway.ID)), "Story");
    shapes.assertIs(Gateway.json(gateway.ask("DELETE", id)), "Deleted");
  }

  @Test
  void shouldTellEveryAnswerToARequest() {
    // Given
    Shapes shapes = new Shapes(document);
    Set<Integer> statuses = new HashSet<>();
    Map<String, Consumer<RequestPublisher.RequestPosition>> decisions =
        Map.of(
            Gateway.BODY,
            gateway.topic.decision,
            Gateway.STREAM_BODY,
            place -> {
              gateway.topic.accept(place);
              gateway.topic.complete(place);
            },
            Gateway.BODY + " ",
            rejects(FailureType.RATE_LIMITED, 429, 90_000L),
            Gateway.BODY + "  ",
            rejects(FailureType.RATE_LIMITED, 402, null),
            Gateway.BODY + "   ",
            rejects(FailureType.DUPLICATE_REQUEST, 409, null),
            "{",
            place -> {},
            Gateway.BODY.replace("hi", "a".repeat(20_000)),
            place -> {});
    decisions.forEach(
        (body, decision) -> {
          gateway.topic.decision = decision;

          // When
          HttpResponse<String> answer = gateway.create(body);

          // Then
          shapes.assertAnswer("POST", "/v1/responses", answer);
          statuses.add(answer.statusCode());
        });
    gateway.topic.away = true;
    HttpResponse<String> away = gateway.create(Gateway.BODY);
    shapes.assertAnswer("POST", "/v1/responses", away);
    HttpResponse<String> stranger = gateway.ask("POST", "/v1/responses", "sk-nobody");
    shapes.assertAnswer("POST", "/v1/responses", stranger);
    HttpResponse<String> form = gateway.create(Gateway.BODY, "Content-Type", "application/xml");
    shapes.assertAnswer("POST", "/v1/responses", form);
    statuses.addAll(List.of(away.statusCode(), stranger.statusCode(), form.statusCode()));
    assertThat(statuses).containsExactlyInAnyOrder(200, 429, 402, 409, 400, 413, 415, 503, 401);
  }

  @Test
  void shouldTellEveryAnswerToAChatCompletion() {
    // Given
    Shapes shapes = new Shapes(document);
    String body = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    Consumer<RequestPublisher.RequestPosition> completes =
        place -> {
          gateway.topic.accept(place);
          gateway.topic.complete(place);
        };
    Map<String, Consumer<RequestPublisher.RequestPosition>> decisions =
        Map.of(
            body,
            completes,
            body.replace("\"model\"", "\"stream\":true,\"model\""),
            completes,
            body + " ",
            rejects(FailureType.RATE_LIMITED, 429, 90_000L),
            "{}",
            place -> {});
    Set<Integer> statuses = new HashSet<>();
    decisions.forEach(
        (asked, decision) -> {
          gateway.topic.decision = decision;

          // When
          HttpResponse<String> answer = gateway.chat(asked);

          // Then
          shapes.assertAnswer("POST", "/v1/chat/completions", answer);
          statuses.add(answer.statusCode());
        });
    gateway.topic.decision = gateway.topic::accept;
    HttpResponse<String> later = gateway.chat(body, "Prefer", "respond-async");
    shapes.assertAnswer("POST", "/v1/chat/completions", later);
    assertThat(later.statusCode()).isEqualTo(202);
    assertThat(statuses).containsExactlyInAnyOrder(200, 429, 400);
  }

  @Test
  void shouldTellEveryAnswerAboutAResponse() {
    // Given
    Shapes shapes = new Shapes(document);
    String id = "/v1/responses/{id}";
    Map<String, String> calls =
        Map.of(
            "?wait=x", "GET " + id,
            "?stream=true", "GET " + id,
            "", "GET " + id,
            "/cancel", "POST " + id + "/cancel",
            "/input_items", "GET " + id + "/input_items",
            "/input_items?limit=x", "GET " + id + "/input_items",
            "#", "DELETE " + id);
    Set<Integer> statuses = new HashSet<>();
    List<Runnable> situations =
        List.of(
            () -> gateway.view.unknown = true,
            () -> gateway.view.unknown = false,
            () -> gateway.changes(Gateway.ID, Gateway.completed()));
    for (Runnable situation : situations) {
      situation.run();
      for (String key : List.of(Gateway.KEY, "sk-nobody")) {
        calls.forEach(
            (suffix, call) -> {
              String method = call.substring(0, call.indexOf(' '));
              String path = "/v1/responses/" + Gateway.ID + suffix.replace("#", "");

              // When
              HttpResponse<String> answer = gateway.ask(method, path, key);

              // Then
              shapes.assertAnswer(method, call.substring(call.indexOf(' ') + 1), answer);
              statuses.add(answer.statusCode());
            });
      }
    }
    assertThat(statuses).containsExactlyInAnyOrder(200, 400, 401, 404, 503);
  }

  @Test
  void shouldTellEveryAnswerAboutFilesAndBatches() {
    // Given
    Shapes shapes = new Shapes(document);
    String file = Upload.in(gateway);
    String used = Upload.in(gateway);
    String body =
        "{\"input_file_id\":\"%s\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"24h\"}";
    String batch =
        Gateway.json(gateway.posts("/v1/batches", body.formatted(used))).path("id").asText();
    Set<Integer> statuses = new HashSet<>();
    Map<String, String> calls = new LinkedHashMap<>();
    for (String id : List.of(file, used, "none")) {
      calls.put("GET /v1/files/" + id, "/v1/files/{id}");
      calls.put("GET /v1/files/" + id + "/content", "/v1/files/{id}/content");
      calls.put("DELETE /v1/files/" + id, "/v1/files/{id}");
    }
    for (String id : List.of(batch, "none")) {
      calls.put("GET /v1/batches/" + id, "/v1/batches/{id}");
      calls.put("POST /v1/batches/" + id + "/cancel", "/v1/batches/{id}/cancel");
    }
    calls.put("GET /v1/files", "/v1/files");
    calls.put("GET /v1/files?limit=x", "/v1/files");
    calls.put("POST /v1/files", "/v1/files");
    calls.put("GET /v1/batches", "/v1/batches");
    calls.put("GET /v1/batches?limit=x", "/v1/batches");
    calls.put("POST /v1/batches", "/v1/batches");

    for (Runnable situation : List.<Runnable>of(() -> {}, gateway.store::goAway)) {
      situation.run();
      for (String key : List.of(Gateway.KEY, "sk-nobody")) {
        calls.forEach(
            (call, path) -> {
              String method = call.substring(0, call.indexOf(' '));
              String asked = call.substring(call.indexOf(' ') + 1);

              // When
              HttpResponse<String> answer = gateway.ask(method, asked, key);

              // Then
              shapes.assertAnswer(method, path, answer);
              statuses.add(answer.statusCode());
            });
      }
    }
    gateway.store.comeBack();
    shapes.assertAnswer(
        "POST", "/v1/batches", gateway.posts("/v1/batches", body.formatted("file-none")));
    shapes.assertAnswer("POST", "/v1/batches", gateway.posts("/v1/batches", body.formatted(used)));
    assertThat(statuses).containsExactlyInAnyOrder(200, 400, 401, 404, 409, 415, 503);
  }

  private Consumer<RequestPublisher.RequestPosition> rejects(
      FailureType type, int status, @Nullable Long waitMs) {
    Failure failure =
        Failure.newBuilder(Events.failure(type)).setStatus(status).setRetryAfterMs(waitMs).build();
    return place -> gateway.topic.reject(place, Events.rejected().setFailure(failure));
  }
}
