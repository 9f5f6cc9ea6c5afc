package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CommandKind;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancelAndDeleteTest {
  private static final String PATH = "/v1/responses/" + Gateway.ID;

  private final Gateway gateway = new Gateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldAnswerTheCancelledResponseWhenItIsHandled() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 2));
    ViewRow cancelled =
        new ViewRow.Failed(Events.failed(Gateway.ID, FailureType.CANCELLED).build());
    gateway.commands.effect = () -> gateway.changes(Gateway.ID, cancelled);

    // When
    HttpResponse<String> response = gateway.ask("POST", PATH + "/cancel");

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("cancelled");
    assertThat(Gateway.json(response).at("/sluice/ended_at").isMissingNode()).isFalse();
    assertThat(gateway.commands.published)
        .containsExactly(new FakeCommands.Published(Events.TENANT, Gateway.ID, CommandKind.CANCEL));
  }

  @Test
  void shouldAnswerAsItWillBeWhenTheCancellationTakesLong() {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.IN_PROGRESS, 2));

    // When
    HttpResponse<String> response = gateway.ask("POST", PATH + "/cancel");

    // Then
    JsonNode body = Gateway.json(response);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(body.path("id").asText()).isEqualTo(Gateway.ID);
    assertThat(body.path("status").asText()).isEqualTo("cancelled");
    assertThat(gateway.waiting()).isZero();
  }

  @Test
  void shouldAnswerTheFinalResponseAndPublishNothingWhenTheCallHasEnded() {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = gateway.ask("POST", PATH + "/cancel");

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("completed");
    assertThat(gateway.commands.published).isEmpty();
  }

  @Test
  void shouldNotFindADeletedRequestAnyMoreBeforeTheViewKnows() {
    // Given
    gateway.changes(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = gateway.ask("DELETE", PATH);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo("{\"id\":\"" + Gateway.ID + "\",\"object\":\"response\",\"deleted\":true}");
    assertThat(gateway.commands.published)
        .containsExactly(new FakeCommands.Published(Events.TENANT, Gateway.ID, CommandKind.DELETE));
    assertThat(gateway.poll(Gateway.ID, Gateway.KEY).statusCode()).isEqualTo(404);
    assertThat(gateway.ask("DELETE", PATH).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"POST, /cancel", "DELETE, ''"})
  void shouldSay503AndKeepTheRequestWhenTheCommandCanNotBePublished(String method, String suffix) {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    gateway.commands.broken = true;

    // When
    HttpResponse<String> response = gateway.ask(method, PATH + suffix);

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).isPresent();
    assertThat(response.body()).doesNotContain("secret");
    assertThat(gateway.poll(Gateway.ID, Gateway.KEY).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"POST, /cancel", "DELETE, ''", "GET, /input_items"})
  void shouldPublishNothingForAnotherTenantsRequest(String method, String suffix) {
    // Given
    gateway.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));

    // When
    HttpResponse<String> response =
        gateway.send(
            gateway
                .request(PATH + suffix)
                .header("Authorization", "Bearer " + Gateway.OTHER_KEY)
                .method(method, java.net.http.HttpRequest.BodyPublishers.noBody())
                .build());

    // Then
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(gateway.commands.published).isEmpty();
  }
}
