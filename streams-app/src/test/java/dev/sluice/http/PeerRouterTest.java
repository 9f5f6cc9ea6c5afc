package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CommandKind;
import dev.sluice.view.Events;
import dev.sluice.view.ViewRow;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerRouterTest extends TwoProcesses {
  @Test
  void shouldAnswerWhatTheOwnerAnswers() {
    // Given
    owner.view.rows.put(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = asked.poll(Gateway.ID, Gateway.KEY);

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
    HttpResponse<String> response = asked.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAnswer503WithRetryAfterWhileNobodyMaySay() {
    // Given
    owner.view.unknown = true;

    // When
    HttpResponse<String> response = asked.poll(Gateway.ID, Gateway.KEY);

    // Then
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).isPresent();
  }

  @Test
  void shouldNeverHopTwiceWhenTheOthersPointBack() {
    // Given
    owner.topic.here = false;
    owner.view.unknown = true;
    owner.topic.elsewhere = List.of(asked.address());

    // When
    HttpResponse<String> response = asked.poll(Gateway.ID, Gateway.KEY);

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
                .header("Authorization", "Bearer " + Gateway.KEY)
                .header(PeerClient.SECRET, SECRET + "?")
                .build());
    HttpResponse<String> decision =
        owner.send(
            owner.request("/internal/decisions?partition=3&offset=1&at=1&wait_ms=1").build());

    // Then
    assertThat(poll.statusCode()).isEqualTo(401);
    assertThat(decision.statusCode()).isEqualTo(401);
    assertThat(poll.body()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @CsvSource({
    "partition=3&offset=1&at=1&wait_ms=1,, sluice-tenant",
    "partition=3&offset=1&at=1&wait_ms=1, '', sluice-tenant",
    "partition=3&offset=1&at=1&wait_ms=1, %jP, sluice-tenant",
    "offset=1&at=1&wait_ms=1, acme, partition",
    "partition=3&at=1&wait_ms=1, acme, offset",
    "partition=3&offset=1&wait_ms=1, acme, at",
    "partition=3&offset=1&at=1&wait_ms=, acme, wait_ms",
    "partition=3&offset=1&at=1&wait_ms=10001, acme, wait_ms",
    "partition=2147483648&offset=1&at=1&wait_ms=1, acme, partition"
  })
  void shouldNameWhatAProcessMustSayOfTheRequestThatItAsksAbout(
      String query, @Nullable String tenant, String param) {
    // Given
    HttpRequest.Builder question =
        owner.request("/internal/decisions?" + query).header(PeerClient.SECRET, SECRET);
    if (tenant != null) {
      question.header(HeaderNames.TENANT, tenant);
    }

    // When
    HttpResponse<String> response = owner.send(question.build());

    // Then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(response).at("/error/param").asText()).isEqualTo(param);
  }

  @Test
  void shouldLearnTheDecisionFromTheOwner() {
    // Given
    asked.topic.decision = owner.topic::accept;

    // When
    HttpResponse<String> response = asked.create(Gateway.BODY);

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Gateway.json(response).path("id").asText())
        .isEqualTo(FakeTopic.id(asked.topic.places.get(0)));
  }

  @Test
  void shouldLearnTheAnswerFromTheOwnerWhenTheRequestIsNotInTheBackground() {
    // Given
    asked.topic.decision =
        place -> {
          owner.topic.accept(place);
          owner.topic.complete(place);
        };

    // When
    HttpResponse<String> response = asked.create(Gateway.BODY.replace("true", "false"));

    // Then
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void shouldKeepTheConnectionAliveUntilTheOwnerHasTheAnswer() throws IOException {
    // Given
    asked.topic.decision = owner.topic::accept;
    HttpResponse<InputStream> response =
        asked.creating(Gateway.BODY.replace("true", "false")).join();
    int first = response.body().read();
    await().until(() -> owner.waiting() == 1);

    // When
    owner.topic.complete(asked.topic.places.get(0));

    // Then
    String rest = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(first).isEqualTo(' ');
    assertThat(Gateway.json(rest).path("status").asText()).isEqualTo("completed");
    await().until(() -> owner.waiting() == 0 && asked.waiting() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "false,\"stream\":true"})
  void shouldAnswerItselfWhenThePartitionComesFromTheOwner(String background) {
    // Given
    asked.topic.decision = owner.topic::accept;
    CompletableFuture<HttpResponse<String>> response =
        asked.creates(Gateway.BODY.replace("true", background));
    await().until(() -> owner.waiting() == 1);
    RequestPublisher.RequestPosition place = asked.topic.places.get(0);
    asked.topic.accept(place);
    asked.topic.here = true;
    asked.view.unknown = false;

    // When
    owner.waiting.close();

    // Then
    await().until(() -> asked.watchers.size() == 1);
    asked.topic.complete(place);
    assertThat(ForegroundTest.response(response.join()).path("status").asText())
        .isEqualTo("completed");
  }

  @Test
  void shouldAnswerFailedWhenTheRequestIsDeletedAtTheOwner() {
    // Given
    asked.topic.decision = owner.topic::accept;
    CompletableFuture<HttpResponse<String>> response =
        asked.creates(Gateway.BODY.replace("true", "false"));
    await().until(() -> owner.waiting() == 1);

    // When
    owner.topic.changes(asked.topic.places.get(0), new ViewRow.Deleted());

    // Then
    assertThat(ForegroundTest.error(response.join()).path("message").asText()).contains("deleted");
  }

  @Test
  void shouldAnswerWhoWaitsAtAnotherWhenTheResultIsCommitted() {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    CompletableFuture<HttpResponse<String>> poll = asked.polls(Gateway.ID + "?wait=60");
    await().until(() -> owner.waiting() == 1 && asked.waiting() == 1);

    // When
    owner.changes(Gateway.ID, Gateway.completed());

    // Then
    assertThat(Gateway.json(poll.join()).path("status").asText()).isEqualTo("completed");
    await().until(() -> owner.waiting() == 0 && asked.waiting() == 0);
    assertThat(asked.registry.scrape())
        .contains(
            "sluice_http_requests_seconds_count{path=\"/v1/responses/{id}\",status=\"200\"} 1");
  }

  @Test
  void shouldSayOnceWhichPreferenceWasAppliedElsewhere() {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));

    // When
    HttpResponse<String> response =
        asked.send(
            asked
                .request("/v1/responses/" + Gateway.ID)
                .header("Authorization", "Bearer " + Gateway.KEY)
                .header("Prefer", "wait=1")
                .build());

    // Then
    assertThat(response.headers().allValues("preference-applied")).containsExactly("wait=1");
    assertThat(Gateway.json(response).path("status").asText()).isEqualTo("queued");
  }

  @ParameterizedTest
  @CsvSource({"0, /p?wait=60, 60000", "57500, /p?wait=3, 2500", "60000, /p, 0", "61000, /p, 0"})
  void shouldTellEachNextProcessWhatIsLeftOfTheTime(long passedMs, String path, long leftMs) {
    // Given
    Instant began = Events.ENDED_AT;
    PeerRequest peerRequest = new PeerRequest("id", "GET", "/p", began.plusSeconds(60));

    // When
    Instant now = began.plusMillis(passedMs);

    // Then
    assertThat(peerRequest.pathAt(now)).isEqualTo(path);
    assertThat(peerRequest.waitAt(now)).isEqualTo(Duration.ofMillis(leftMs));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?stream=true", "?wait=60"})
  void shouldForgetAClientThatHasGoneAtBoth(String query) throws IOException {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    Socket client = asked.connect(Gateway.ID + query);
    await().until(() -> owner.waiting() == 1 && asked.waiting() == 1);

    // When
    client.close();

    // Then
    await().until(() -> owner.waiting() == 0 && asked.waiting() == 0);
    assertThat(owner.watchers.size()).isZero();
  }

  @Test
  void shouldAnswerAllWhoWaitAtAnotherWhenItStops() {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    CompletableFuture<HttpResponse<String>> poll = asked.polls(Gateway.ID + "?wait=60");
    CompletableFuture<HttpResponse<String>> stream = asked.polls(Gateway.ID + "?stream=true");
    await().until(() -> owner.waiting() == 2);

    // When
    asked.waiting.close();

    // Then
    assertThat(poll.join().statusCode()).isEqualTo(503);
    assertThat(SseReader.types(stream.join().body())).doesNotContain("response.completed");
    await().until(() -> owner.waiting() == 0);
  }

  @Test
  void shouldAnswerWhatItKnowsItselfWhenTheOwnerGoesWhileSomebodyWaits() {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    CompletableFuture<HttpResponse<String>> poll = asked.polls(Gateway.ID + "?wait=60");
    await().until(() -> owner.waiting() == 1);
    asked.view.unknown = false;
    asked.view.rows.put(Gateway.ID, Gateway.completed());
    owner.view.unknown = true;

    // When
    owner.losesItsPartition();

    // Then
    assertThat(Gateway.json(poll.join()).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void shouldAskTheNextProcessWhenTheFirstIsAway() {
    // Given
    asked.topic.elsewhere = List.of("127.0.0.1:1", owner.address());
    owner.view.rows.put(Gateway.ID, Gateway.completed());

    // When
    HttpResponse<String> response = asked.poll(Gateway.ID, Gateway.KEY);
    HttpResponse<String> stream = asked.polls(Gateway.ID + "?stream=true").join();

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(SseReader.types(stream.body())).endsWith("response.completed");
  }

  @Test
  void shouldLetTheOwnerCancelDeleteAndListTheInput() {
    // Given
    owner.changes(Gateway.ID, Gateway.pending(CallStatus.QUEUED, 1));
    String path = "/v1/responses/" + Gateway.ID;

    // When
    HttpResponse<String> cancelled = asked.ask("POST", path + "/cancel");
    HttpResponse<String> items = asked.ask("GET", path + "/input_items?limit=5");
    HttpResponse<String> deleted = asked.ask("DELETE", path);

    // Then
    assertThat(Gateway.json(cancelled).path("status").asText()).isEqualTo("cancelled");
    assertThat(items.statusCode()).isEqualTo(404);
    assertThat(Gateway.json(deleted).path("deleted").asBoolean()).isTrue();
    assertThat(owner.commands.published)
        .extracting(FakeCommands.Published::kind)
        .containsExactly(CommandKind.CANCEL, CommandKind.DELETE);
    assertThat(asked.commands.published).isEmpty();
  }

  @Test
  void shouldRefuseABadParameterAlsoWhenNobodyElseCouldAnswer() {
    // Given
    owner.close();

    // When
    HttpResponse<String> response =
        asked.ask("GET", "/v1/responses/" + Gateway.ID + "/input_items?limit=abc");

    // Then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Gateway.json(response).at("/error/param").asText()).isEqualTo("limit");
  }

  @Test
  void shouldPassNothingOnWhenTheIdIsForgedOrAnothers() {
    // Given
    asked.topic.elsewhere = List.of("127.0.0.1:1");
    String forged = Gateway.ID.substring(0, Gateway.ID.length() - 2) + "AA";

    // When
    HttpResponse<String> another = asked.poll(Gateway.ID, Gateway.OTHER_KEY);
    HttpResponse<String> unknown = asked.poll(forged, Gateway.KEY);

    // Then
    assertThat(List.of(another.statusCode(), unknown.statusCode())).containsOnly(404);
  }
}
