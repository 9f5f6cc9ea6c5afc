package dev.sluice.gateway;

import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.Message;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.Role;
import dev.sluice.wire.TenantPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The gateway over a real broker, as its clients see it. */
class EndToEndIT {
  private static final String PREFIX = "e2e.";

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      providers:
        first: {kind: echo}
        second: {kind: echo}
      retries: {max: 0}
      routes:
        chat:
          targets: [{name: chat-first, provider: first, model: swift-1}]
        broken:
          targets:
            - {name: broken-first, provider: first, model: swift-1, extra_body: {echo: {status: 503}}}
            - {name: broken-second, provider: second, model: sage-2}
        down:
          targets:
            - {name: down-first, provider: first, model: swift-1, extra_body: {echo: {fault: connection}}}
            - {name: down-second, provider: second, model: sage-2, extra_body: {echo: {status: 500}}}
        leaky:
          targets: [{name: leaky-first, provider: first, model: swift-1, extra_body: {echo: {text: "it is plan B"}}}]
      tenants:
        acme:
          keys: {default: {api_key: sk-acme}}
        globex:
          keys: {default: {api_key: sk-globex}}
          limits: [{per: tenant, metric: requests, amount: 3, window: 1h}]
        initech:
          limits: [{per: tenant, metric: requests, amount: 2, window: 1s}]
        hooli:
          guardrails:
            - {name: no-mail, kind: pii, settings: {mask: email_address}}
            - {name: no-numbers, kind: pii, phases: answer, settings: {mask: phone_number}}
            - {name: no-plans, kind: denied_patterns, phases: answer, status: 403, settings: {patterns: '(?i)plan b'}}
      unknown_tenants: {}
      """
          .formatted(PREFIX);

  @RegisterExtension static final RunningGateway GATEWAY = new RunningGateway(PREFIX, CONFIG);

  private static Client client;

  @BeforeAll
  static void connect() {
    client = GATEWAY.client();
  }

  @Test
  void shouldGiveAPollingIdAndTheAnswerWhenARequestIsAccepted() throws Exception {
    // When
    client.publishes("acme", request("answered", "chat").build());

    // Then
    CompletionResult result = result("answered");
    PollingEvent accepted = accepted("answered").get(0);
    assertThat(accepted.getPollingId()).isEqualTo(result.getPollingId()).startsWith("resp_");
    assertThat(result.getAnswer().getText()).isEqualTo("What is a sluice?");
    assertThat(result.getTarget()).isEqualTo("chat-first");
    JsonNode response = polled("sk-acme", result.getPollingId(), "completed");
    assertThat(response.path("id").asText()).isEqualTo(result.getPollingId());
    assertThat(response.path("object").asText()).isEqualTo("response");
    assertThat(response.path("model").asText()).isEqualTo("chat");
    assertThat(response.at("/output/0/content/0/type").asText()).isEqualTo("output_text");
    assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("What is a sluice?");
    assertThat(response.at("/usage/total_tokens").asLong()).isPositive();
  }

  @Test
  void shouldRejectWithoutPollingIdWhenATenantIsOverItsLimit() throws Exception {
    // When
    for (int i = 1; i <= 10; i++) {
      client.publishes("globex", request("globex-" + i, "chat").build());
    }

    // Then
    await().untilAsserted(() -> assertThat(decisions("globex")).isEqualTo(10));
    assertThat(acceptedOf("globex"))
        .extracting(PollingEvent::getRequestId)
        .containsExactly("globex-1", "globex-2", "globex-3");
    assertThat(acceptedOf("globex"))
        .extracting(event -> event.getLimits().get(0).getRemaining())
        .containsExactly(2L, 1L, 0L);
    assertThat(errorsOf("globex"))
        .hasSize(7)
        .allSatisfy(
            rejected -> {
              assertThat(rejected.getStage()).isEqualTo(ErrorStage.REJECTED);
              assertThat(rejected.getPollingId()).isNull();
              assertThat(rejected.getFailure().getStatus()).isEqualTo(429);
              assertThat(rejected.getFailure().getTypePath())
                  .containsExactly("policy", "rate_limited");
              assertThat(rejected.getFailure().getRetryAfterMs()).isPositive();
              assertThat(rejected.getLimits().get(0).getRemaining()).isZero();
              assertThat(rejected.getLimits().get(0).getUsed()).isEqualTo(3);
            });
    await()
        .untilAsserted(
            () ->
                assertThat(resultsOf("globex"))
                    .extracting(CompletionResult::getRequestId)
                    .containsExactlyInAnyOrder("globex-1", "globex-2", "globex-3"));
    assertThat(client.polling.values())
        .filteredOn(event -> event.getTenant().equals("globex"))
        .extracting(PollingEvent::getRequestId)
        .isSubsetOf("globex-1", "globex-2", "globex-3");
  }

  @Test
  void shouldTakeNothingFromTheLimitWhenRequestsAreRejected() throws Exception {
    // Given
    List<CompletionRequest> burst = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      burst.add(request("initech-" + i, "chat").build());
    }
    client.publishesAll(List.of("initech"), burst);
    int[] published = {burst.size()};

    // When
    // never silent for a window: if rejections took anything, only two would ever be accepted
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              String id = "initech-" + published[0]++;
              client.publishes("initech", request(id, "chat").build());
              return acceptedOf("initech").size() >= 5;
            });

    // Then
    await().untilAsserted(() -> assertThat(decisions("initech")).isEqualTo(published[0]));
    List<PollingEvent> accepted = acceptedOf("initech");
    assertThat(accepted.subList(0, 2))
        .extracting(event -> event.getLimits().get(0).getRemaining())
        .containsExactly(1L, 0L);
    assertThat(errorsOf("initech"))
        .isNotEmpty()
        .allSatisfy(rejected -> assertThat(rejected.getFailure().getStatus()).isEqualTo(429));
    for (int i = 2; i < accepted.size(); i++) {
      Instant twoBefore = accepted.get(i - 2).getAcceptedAt();
      assertThat(Duration.between(twoBefore, accepted.get(i).getAcceptedAt()))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void shouldFallBackWhenTheFirstTargetIsUnavailable() throws Exception {
    // When
    client.publishes("acme", request("fell back", "broken").build());

    // Then
    CompletionResult result = result("fell back");
    assertThat(result.getTarget()).isEqualTo("broken-second");
    assertThat(result.getAttempts())
        .extracting(attempt -> attempt.getTarget())
        .containsExactly("broken-first", "broken-second");
    assertThat(result.getAttempts().get(0).getFailure().getStatus()).isEqualTo(503);
  }

  @Test
  void shouldTellAllAttemptsWhenEveryTargetFails() throws Exception {
    // When
    client.publishes("acme", request("all failed", "down").build());

    // Then
    ErrorRecord failed = error("all failed");
    assertThat(failed.getStage()).isEqualTo(ErrorStage.FAILED);
    assertThat(failed.getPollingId()).isEqualTo(accepted("all failed").get(0).getPollingId());
    assertThat(failed.getFailure().getTypePath()).containsExactly("provider", "connection");
    assertThat(failed.getAttempts())
        .extracting(attempt -> attempt.getFailure().getTypePath().get(1))
        .containsExactly("connection", "server_error");
    JsonNode response = polled("sk-acme", failed.getPollingId(), "failed");
    assertThat(response.at("/error/message").asText()).isNotEmpty();
  }

  @Test
  void shouldPassOnOnlyWhatGuardrailsLeaveOfRequestsAndAnswers() throws Exception {
    // Given
    String text = "ask jo@mail.example or +49 30 901820";

    // When
    client.publishes(
        "hooli",
        request("masked", "chat")
            .setMessages(List.of(Message.newBuilder().setRole(Role.USER).setText(text).build()))
            .build());
    client.publishes("hooli", request("blocked", "leaky").build());

    // Then
    assertThat(result("masked").getAnswer().getText())
        .isEqualTo("ask [EMAIL_ADDRESS] or [PHONE_NUMBER]");
    ErrorRecord blocked = error("blocked");
    assertThat(blocked.getFailure().getStatus()).isEqualTo(403);
    assertThat(blocked.getUsage().getOutputTokens()).isPositive();
    assertThat(blocked.toString()).doesNotContain("plan B");
  }

  @Test
  void shouldSayNotFoundWhenAPollingIdIsForgedOrAnotherTenants() throws Exception {
    // Given
    client.publishes("acme", request("mine", "chat").build());
    String id = result("mine").getPollingId();
    polled("sk-acme", id, "completed");
    String forged = id.substring(0, id.length() - 4) + (id.endsWith("AAAA") ? "BBBB" : "AAAA");

    // When
    Client.Answer anothers = client.polls(GATEWAY.port(), "sk-globex", id);
    Client.Answer guessed = client.polls(GATEWAY.port(), "sk-acme", forged);
    Client.Answer nobodys = client.polls(GATEWAY.port(), "sk-wrong", id);

    // Then
    assertThat(anothers.status()).isEqualTo(404);
    assertThat(guessed.status()).isEqualTo(404);
    assertThat(nobodys.status()).isEqualTo(401);
    assertThat(anothers.body().toString()).doesNotContain("sluice?");
  }

  @Test
  void shouldRepeatThePollingIdAndCallNobodyWhenARequestIsPublishedTwice() throws Exception {
    // Given
    client.publishes("acme", request("twice", "chat").build());
    String id = result("twice").getPollingId();

    // When
    client.publishes("acme", request("twice", "chat").build());

    // Then
    await().until(() -> accepted("twice").size() == 2);
    assertThat(accepted("twice")).extracting(PollingEvent::getRepeat).containsExactly(false, true);
    assertThat(accepted("twice")).extracting(PollingEvent::getPollingId).containsOnly(id);
    assertThat(resultsOf("acme"))
        .filteredOn(each -> each.getRequestId().equals("twice"))
        .hasSize(1);
  }

  @Test
  void shouldKeepEverythingInTheTenantsPartitionWhereverItsRequestsWerePut() throws Exception {
    // When
    for (int partition = 0; partition < 2; partition++) {
      client.publishes(partition, "nomad", request("good " + partition, "chat").build());
      client.publishes(partition, "nomad", request("bad " + partition, "no such route").build());
    }

    // Then
    int home = TenantPartition.of("nomad", 2);
    for (int partition = 0; partition < 2; partition++) {
      CompletionResult result = result("good " + partition);
      ErrorRecord error = error("bad " + partition);
      assertThat(result.getSource().getPartition()).isEqualTo(home);
      assertThat(error.getSource().getPartition()).isEqualTo(home);
    }
    assertThat(client.results.records()).allSatisfy(EndToEndIT::isInItsSourcesPartition);
    assertThat(client.errors.records()).allSatisfy(EndToEndIT::isInItsSourcesPartition);
    assertThat(client.polling.records()).allSatisfy(EndToEndIT::isInItsSourcesPartition);
  }

  private static void isInItsSourcesPartition(ConsumerRecord<String, Object> record) {
    Object event = record.value();
    int source =
        event instanceof PollingEvent polling
            ? polling.getSource().getPartition()
            : event instanceof CompletionResult result
                ? result.getSource().getPartition()
                : ((ErrorRecord) event).getSource().getPartition();
    assertThat(record.partition()).isEqualTo(source);
  }

  private static int decisions(String tenant) {
    return acceptedOf(tenant).size() + errorsOf(tenant).size();
  }

  private static List<PollingEvent> acceptedOf(String tenant) {
    return client.polling.values().stream()
        .filter(event -> event.getTenant().equals(tenant))
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .toList();
  }

  private static List<CompletionResult> resultsOf(String tenant) {
    return client.results.values().stream()
        .filter(result -> result.getTenant().equals(tenant))
        .toList();
  }

  private static List<ErrorRecord> errorsOf(String tenant) {
    return client.errors.values().stream()
        .filter(error -> tenant.equals(error.getTenant()))
        .toList();
  }

  private static List<PollingEvent> accepted(String requestId) {
    return client.polling.values().stream()
        .filter(event -> event.getRequestId().equals(requestId))
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .toList();
  }

  private static CompletionResult result(String requestId) {
    return await()
        .until(
            () ->
                client.results.values().stream()
                    .filter(result -> result.getRequestId().equals(requestId))
                    .toList(),
            found -> !found.isEmpty())
        .get(0);
  }

  private static ErrorRecord error(String requestId) {
    return await()
        .until(
            () ->
                client.errors.values().stream()
                    .filter(error -> requestId.equals(error.getRequestId()))
                    .toList(),
            found -> !found.isEmpty())
        .get(0);
  }

  private static JsonNode polled(String apiKey, String pollingId, String status) {
    return await()
        .until(
            () -> client.polls(GATEWAY.port(), apiKey, pollingId),
            answer ->
                answer.status() == 200 && answer.body().path("status").asText().equals(status))
        .body();
  }
}
