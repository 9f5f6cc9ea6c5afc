package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import io.javalin.Javalin;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
        .forEach(route -> served.add(route.endpoint.method.name() + " " + route.endpoint.path));
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
    shapes.assertIs(Gateway.json(gateway.ask("GET", "/internal/activity")), "Activity");
    shapes.assertIs(Gateway.json(gateway.ask("DELETE", id)), "Deleted");
  }
}
