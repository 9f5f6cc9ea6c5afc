package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.callersFault;
import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.serverError;
import static dev.sluice.call.CallFixtures.timeout;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Scope;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the topology makes of requests and outcomes, as a client sees it on the topics. */
class GatewayTest {
  @TempDir Path stateDir;
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayHarness(stateDir);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldGiveAPollingIdThenTheAnswerWhenARequestIsAdmitted() {
    // Given
    gateway.tenant("acme", requestsPerMinute(5, Scope.TENANT));

    // When
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.answers(gateway.dispatcher.next(), "a gate for water");

    // Then
    PollingEvent accepted = only(gateway.polling());
    assertThat(accepted.getKind()).isEqualTo(PollingEventKind.ACCEPTED);
    assertThat(accepted.getStatus()).isEqualTo(CallStatus.IN_PROGRESS);
    assertThat(accepted.getLimits().get(0).getRemaining()).isEqualTo(4);
    CompletionResult result = only(gateway.results());
    assertThat(result.getPollingId()).isEqualTo(accepted.getPollingId());
    assertThat(result.getAnswer().getText()).isEqualTo("a gate for water");
    assertThat(result.getTarget()).isEqualTo("first");
    assertThat(result.getUsage().getOutputTokens()).isEqualTo(5);
    assertThat(result.getSource().getSeq()).isGreaterThan(accepted.getSource().getSeq());
    assertThat(gateway.errors()).isEmpty();
  }

  @Test
  void shouldRejectWithoutPollingIdWhenTenantIsOverItsLimit() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    ErrorRecord rejected = only(gateway.errors());
    assertThat(rejected.getStage()).isEqualTo(ErrorStage.REJECTED);
    assertThat(rejected.getPollingId()).isNull();
    assertThat(rejected.getRequestId()).isEqualTo("r-2");
    assertThat(rejected.getFailure().getStatus()).isEqualTo(429);
    assertThat(rejected.getFailure().getTypePath()).containsExactly("policy", "rate_limited");
    assertThat(rejected.getLimits().get(0).getScope()).isEqualTo("tenant");
    assertThat(rejected.getLimits().get(0).getRemaining()).isZero();
    assertThat(rejected.getLimits().get(0).getWaitMs()).isEqualTo(61_000);
    assertThat(rejected.getFailure().getRetryAfterMs()).isEqualTo(61_000);
    assertThat(gateway.polling()).extracting(PollingEvent::getRequestId).containsExactly("r-1");
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
  }

  @Test
  void shouldTellLimitRemainingAndResetOfEachLimitWhenARequestIsAdmitted() {
    // Given
    gateway.tenant("acme", requestsPerMinute(5, Scope.TENANT), requestsPerMinute(3, Scope.MODEL));

    // When
    gateway.publishes("acme", request("r-1", "chat"));

    // Then
    assertThat(only(gateway.polling()).getLimits())
        .allSatisfy(
            limit ->
                assertThat(limit.getResetsAt()).isEqualTo(GatewayHarness.START.plusSeconds(61)))
        .extracting(l -> l.getScope() + " " + l.getLimit().getAmount() + " " + l.getRemaining())
        .containsExactly("tenant 5 4", "model=chat 3 2");
  }

  @Test
  void shouldTakeNothingFromAnyLimitWhenOneOfThemHasNoRoom() {
    // Given
    gateway.tenant("acme", requestsPerMinute(2, Scope.TENANT), requestsPerMinute(1, Scope.KEY));
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("over the key's limit", "chat"));
    gateway.polling();

    // When
    gateway.timePasses(Duration.ofSeconds(61));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    PollingEvent accepted = only(gateway.polling());
    assertThat(accepted.getLimits())
        .extracting(limit -> limit.getRemaining())
        .containsExactly(1L, 0L);
  }

  @Test
  void shouldAdmitAgainAfterTheStatedWaitAndNotBefore() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", request("r-2", "single"));
    long wait = only(gateway.errors()).getFailure().getRetryAfterMs();

    // When
    gateway.timePasses(Duration.ofMillis(wait - 1));
    gateway.publishes("acme", request("r-3", "single"));
    gateway.timePasses(Duration.ofMillis(1));
    gateway.publishes("acme", request("r-4", "single"));

    // Then
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("r-3");
    assertThat(gateway.polling())
        .extracting(PollingEvent::getRequestId)
        .containsSubsequence("r-1", "r-4");
  }

  @Test
  void shouldFallBackAndListBothAttemptsWhenTheFirstTargetFails() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.fails(gateway.dispatcher.next(), timeout());
    gateway.answers(gateway.dispatcher.next(), "late but here");

    // Then
    CompletionResult result = only(gateway.results());
    assertThat(result.getTarget()).isEqualTo("second");
    assertThat(result.getAttempts())
        .extracting(attempt -> attempt.getTarget())
        .containsExactly("first", "second");
    assertThat(result.getAttempts().get(0).getFailure().getTypePath())
        .containsExactly("provider", "timeout");
    assertThat(gateway.polling())
        .extracting(PollingEvent::getTarget)
        .containsExactly("first", "second");
  }

  @Test
  void shouldEndWithTheFirstFailureAndAllAttemptsWhenEveryTargetFails() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.fails(gateway.dispatcher.next(), timeout());
    gateway.fails(gateway.dispatcher.next(), serverError());

    // Then
    ErrorRecord failed = only(gateway.errors());
    assertThat(failed.getStage()).isEqualTo(ErrorStage.FAILED);
    assertThat(failed.getPollingId()).isEqualTo(gateway.polling().get(0).getPollingId());
    assertThat(failed.getFailure().getTypePath()).containsExactly("provider", "timeout");
    assertThat(failed.getAttempts())
        .extracting(attempt -> attempt.getFailure().getTypePath().get(1))
        .containsExactly("timeout", "server_error");
    assertThat(gateway.results()).isEmpty();
  }

  @Test
  void shouldReachNoSecondTargetWhenTheCallerIsAtFault() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.fails(gateway.dispatcher.next(), callersFault());

    // Then
    assertThat(only(gateway.errors()).getFailure().getStatus()).isEqualTo(400);
    assertThat(gateway.dispatcher.isIdle()).isTrue();
  }

  @Test
  void shouldEndAtTheDeadlineWhenTheCallIsStillQueued() {
    // Given
    gateway.withCredit(1).tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));

    // When
    gateway.timePasses(Duration.ofSeconds(60));

    // Then
    ErrorRecord failed = only(gateway.errors());
    assertThat(failed.getRequestId()).isEqualTo("r-2");
    assertThat(failed.getPollingId()).isNotNull();
    assertThat(failed.getFailure().getTypePath()).containsExactly("caller", "deadline_exceeded");
    assertThat(failed.getAttempts()).isEmpty();
  }

  @Test
  void shouldStartAQueuedCallWhenAnotherOneEnds() {
    // Given
    gateway.withCredit(1).tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));
    Attempt first = gateway.dispatcher.next();
    boolean startedEarly = !gateway.dispatcher.isIdle();

    // When
    gateway.answers(first, "one");

    // Then
    assertThat(startedEarly).isFalse();
    assertThat(gateway.dispatcher.next().request().requestId()).isEqualTo("r-2");
    assertThat(gateway.polling())
        .extracting(PollingEvent::getStatus)
        .containsExactly(CallStatus.IN_PROGRESS, CallStatus.QUEUED, CallStatus.IN_PROGRESS);
  }

  @Test
  void shouldRepeatThePollingIdAndConsumeNothingWhenARequestIsPublishedTwice() {
    // Given
    gateway.tenant("acme", requestsPerMinute(2, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    List<PollingEvent> events = gateway.polling();
    assertThat(events).extracting(PollingEvent::getRepeat).containsExactly(false, true, false);
    assertThat(events.get(1).getPollingId()).isEqualTo(events.get(0).getPollingId());
    assertThat(events.get(2).getLimits().get(0).getRemaining()).isZero();
    assertThat(gateway.dispatcher.starts).isEqualTo(2);
  }

  @Test
  void shouldRefuseWith409WhenARequestIdIsUsedForOtherContent() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.publishes("acme", request("r-1", "single"));

    // Then
    ErrorRecord rejected = only(gateway.errors());
    assertThat(rejected.getFailure().getStatus()).isEqualTo(409);
    assertThat(rejected.getPollingId()).isNull();
  }

  @Test
  void shouldDecideAnewWhenARejectedRequestIsPublishedAgain() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.publishes("acme", request("r-2", "chat"));

    // When
    gateway.timePasses(Duration.ofSeconds(61));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    assertThat(gateway.polling())
        .filteredOn(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .extracting(PollingEvent::getRequestId)
        .containsExactly("r-1", "r-2");
  }

  @Test
  void shouldTryTheSameTargetAgainWhenItsOwnerGaveTheAttemptUp() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt first = gateway.dispatcher.next();

    // When
    gateway.ends(first, new Outcome.Abandoned());

    // Then
    Attempt second = gateway.dispatcher.next();
    assertThat(second.target().name()).isEqualTo("first");
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.attemptId()).isNotEqualTo(first.attemptId());
  }

  @Test
  void shouldKeepTheBytesCappedAndGoOnWhenARecordCannotBeRead() {
    // Given
    gateway.tenant("acme");

    // When
    gateway.publishesBytes(
        "acme", "{\"model\": \"chat\"}".repeat(10).getBytes(StandardCharsets.UTF_8));
    gateway.publishesBytes("acme", new byte[] {0, 0, 0, 99, 99, 1, 2, 3});
    gateway.publishesBytes("acme", null);
    gateway.publishes("acme", request("r-1", "chat"));

    // Then
    List<ErrorRecord> errors = gateway.errors();
    assertThat(errors)
        .hasSize(3)
        .allSatisfy(
            error ->
                assertThat(error.getFailure().getTypePath())
                    .containsExactly("caller", "unreadable_record"));
    assertThat(errors.get(0).getRawRecord().getValue().remaining()).isEqualTo(64);
    assertThat(errors.get(0).getRawRecord().getKey())
        .isEqualTo(ByteBuffer.wrap("acme".getBytes(StandardCharsets.UTF_8)));
    assertThat(errors.get(0).getRawRecord().getTruncated()).isTrue();
    assertThat(errors.get(0).getRawRecord().getValueSize()).isEqualTo(170);
    assertThat(errors.get(1).getRawRecord().getTruncated()).isFalse();
    assertThat(gateway.polling()).hasSize(1);
  }

  @Test
  void shouldTellEachWhyItIsRefusedWhenRequestsAreNoGood() {
    // Given
    gateway.tenant("acme");

    // When
    gateway.publishes("stranger", request("no policy", "chat"));
    gateway.publishes("acme", request("no route", "gpt-99"));
    gateway.publishes("", request("no tenant", "chat"));

    // Then
    assertThat(gateway.errors())
        .extracting(error -> error.getRequestId() + " " + error.getFailure().getStatus())
        .containsExactly("no policy 403", "no route 404", "no tenant 400");
    assertThat(gateway.polling()).isEmpty();
    assertThat(gateway.dispatcher.starts).isZero();
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void shouldFailTheCallWhenItsAnswerIsLargerThanARecordMayBe() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt attempt = gateway.dispatcher.next();

    // When
    gateway.answers(attempt, "x".repeat(1024 * 1024));

    // Then
    assertThat(gateway.results()).isEmpty();
    ErrorRecord failed = gateway.errors().get(0);
    assertThat(failed.getPollingId()).isEqualTo(attempt.pollingId());
    assertThat(failed.getFailure().getTypePath()).containsExactly("gateway", "internal");
    assertThat(failed.getFailure().getMessage()).contains("raise topics.max_record_size");
    assertThat(failed.getUsage().getOutputTokens()).isEqualTo(5);
  }
}
