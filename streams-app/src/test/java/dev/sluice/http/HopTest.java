package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes, of which only the owner has the partition. */
class HopTest {
  private static final String SECRET = "a secret of the cluster";

  private final Creations asked = creations();
  private final Creations owner = creations();

  private static Creations creations() {
    return new Creations(new Peers(SECRET, null).start(), Duration.ofSeconds(10));
  }

  @BeforeEach
  void apart() {
    asked.here = false;
    asked.view.unknown = true;
    asked.elsewhere = List.of(owner.address());
  }

  @AfterEach
  void stop() {
    asked.close();
    owner.close();
  }

  @Test
  void shouldAnswerWhatTheOwnerAnswers() {
    // Given
    owner.view.rows.put(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response =
        asked.send(asked.request("/v1/responses/" + Gateway.ID).build());

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.headers().allValues("x-request-id")).hasSize(1);
    assertThat(Gateway.json(response).at("/output/0/content/0/text").asText()).isEqualTo("Bonjour");
  }

  @Test
  void shouldAnswerATerminalResultOfItsOwnReplicaWhenTheOwnerIsAway() {
    // Given
    owner.close();
    asked.view.unknown = false;
    asked.view.rows.put(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response =
        asked.send(asked.request("/v1/responses/" + Gateway.ID).build());

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAnswer503WithRetryAfterWhileNobodyMaySay() {
    // Given
    owner.view.unknown = true;

    // When
    HttpResponse<String> response =
        asked.send(asked.request("/v1/responses/" + Gateway.ID).build());

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void shouldNeverHopTwiceWhenTheOthersPointBack() {
    // Given
    owner.here = false;
    owner.view.unknown = true;
    owner.elsewhere = List.of(asked.address());

    // When
    HttpResponse<String> response =
        asked.send(asked.request("/v1/responses/" + Gateway.ID).build());

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
  }

  @Test
  void shouldRefuseWhoOnlyClaimsToBeAProcessOfTheGateway() {
    // Given
    owner.view.rows.put(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> poll =
        owner.send(
            owner
                .request("/v1/responses/" + Gateway.ID)
                .header(Peers.SECRET, SECRET + "?")
                .build());
    HttpResponse<String> verdict =
        owner.send(owner.request("/internal/verdicts/3?offset=1&at=1&wait_ms=1").build());

    // Then
    assertThat(poll.statusCode()).isEqualTo(401);
    assertThat(verdict.statusCode()).isEqualTo(404);
    assertThat(poll.body()).doesNotContain(SECRET);
  }

  @Test
  void shouldLearnTheVerdictFromTheOwner() {
    // Given
    asked.decision = owner::accept;

    // When
    HttpResponse<String> response = asked.create(Creations.BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Gateway.json(response).path("id").asText())
        .isEqualTo(Creations.id(asked.places.get(0)));
  }

  @Test
  void shouldLearnTheAnswerFromTheOwnerWhenTheRequestIsNotInTheBackground() {
    // Given
    asked.decision =
        place -> {
          owner.accept(place);
          owner.complete(place);
        };

    // When
    HttpResponse<String> response = asked.create(Creations.BODY.replace("true", "false"));

    // Then
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("completed");
  }
}
