package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.waiting;
import static dev.sluice.topology.GatewayHarness.START;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.OnLimit;
import dev.sluice.call.Request;
import dev.sluice.call.Sampling;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.wire.ClockReset;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WaitTest extends Waits {
  private static final Duration A_MINUTE_AND_A_SUB_BUCKET = Duration.ofSeconds(61);

  @Test
  void shouldAcceptARequestAsWaitingWhenItsLimitIsReached() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.polling();

    // When
    gateway.publishes("acme", waits("r-2", "single"));

    // Then
    PollingEvent accepted = only(gateway.polling());
    assertThat(accepted.getKind()).isEqualTo(PollingEventKind.ACCEPTED);
    assertThat(accepted.getStatus()).isEqualTo(CallStatus.WAITING);
    assertThat(accepted.getPollingId()).isNotNull();
    assertThat(only(accepted.getLimits()).getWaitMs()).isEqualTo(61_000);
    assertThat(accepted.getNotBefore())
        .isEqualTo(GatewayHarness.START.plus(A_MINUTE_AND_A_SUB_BUCKET));
    assertThat(gateway.errors()).isEmpty();
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
    assertThat(gateway.dispatcher.ticks)
        .containsExactly(GatewayHarness.START.plus(A_MINUTE_AND_A_SUB_BUCKET));
  }

  @Test
  void shouldStartAWaitingCallWhenATickComesInItsTime() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));
    gateway.polling();
    answersNext();

    // When
    gateway.timePasses(A_MINUTE_AND_A_SUB_BUCKET.minusSeconds(2));
    gateway.publishes("acme", request("too-early", "single"));
    gateway.timePasses(Duration.ofSeconds(2));
    gateway.ticks();

    // Then
    PollingEvent started = only(gateway.polling());
    assertThat(started.getKind()).isEqualTo(PollingEventKind.STATUS);
    assertThat(started.getRequestId()).isEqualTo("r-2");
    assertThat(started.getStatus()).isEqualTo(CallStatus.IN_PROGRESS);
    answersNext();
    assertThat(gateway.results())
        .extracting(CompletionResult::getRequestId)
        .containsExactly("r-1", "r-2");
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("too-early");
  }

  @Test
  void shouldAskForAnotherTickWhenOneComesEarly() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));
    gateway.dispatcher.ticks.clear();

    // When
    gateway.timePasses(Duration.ofSeconds(30));
    gateway.ticks();

    // Then
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
    assertThat(gateway.dispatcher.ticks)
        .containsExactly(GatewayHarness.START.plus(A_MINUTE_AND_A_SUB_BUCKET));
  }

  @Test
  void shouldCountAWaitingRequestWhenItGoesNotWhenItCame() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "patient"));
    gateway.publishes("acme", waits("r-2", "patient"));
    answersNext();
    gateway.timePasses(A_MINUTE_AND_A_SUB_BUCKET.minusSeconds(5));
    gateway.publishes("acme", waits("r-3", "patient"));
    gateway.timePasses(Duration.ofSeconds(5));
    gateway.ticks();
    answersNext();

    // When
    gateway.timePasses(Duration.ofSeconds(55));
    gateway.publishes("acme", request("in the window of r-2", "patient"));

    // Then
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("in the window of r-2");
    assertThat(gateway.dispatcher.starts).isEqualTo(2);
  }

  @Test
  void shouldStartTheNextWhenACallEndsThatTookTheOnlyPlace() {
    // Given
    gateway.tenant("acme", concurrent(1));
    gateway.publishes("acme", waits("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));
    gateway.publishes("acme", waits("r-3", "single"));
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
    assertThat(gateway.dispatcher.ticks).isEmpty();

    // When
    answersNext();
    gateway.ticksAsAsked();

    // Then
    assertThat(gateway.dispatcher.starts).isEqualTo(2);
    answersNext();
    gateway.ticksAsAsked();
    answersNext();
    assertThat(gateway.results())
        .extracting(CompletionResult::getRequestId)
        .containsExactly("r-1", "r-2", "r-3");
  }

  @Test
  void shouldRejectARequestThatWouldOvertakeThoseThatWait() {
    // Given
    Limit tokens = Limit.of(List.of(Scope.TENANT), Metric.TOKENS, 1_500, Window.MINUTE);
    gateway.tenant("acme", tokens);
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("large", "single"));

    // When
    gateway.publishes("acme", small("small"));

    // Then
    ErrorRecord rejected = only(gateway.errors());
    assertThat(rejected.getRequestId()).isEqualTo("small");
    assertThat(rejected.getFailure().getStatus()).isEqualTo(429);
    assertThat(only(rejected.getLimits()).getRemaining())
        .isGreaterThan(only(rejected.getLimits()).getRequested());
  }

  private static Request small(String id) {
    Request request = request(id, "single");
    return new Request(
        id,
        "single",
        request.messages(),
        Sampling.NONE.withMaxOutputTokens(100),
        null,
        request.keyId(),
        null,
        List.of(),
        Map.of(),
        null,
        0,
        OnLimit.REJECT,
        false);
  }

  @Test
  void shouldLetAnotherModelPassWhenOnlyOneModelsLimitIsReached() {
    // Given
    gateway.tenant("acme", requestsPerMinute(10, Scope.TENANT), requestsPerMinute(1, Scope.MODEL));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));

    // When
    gateway.publishes("acme", request("r-3", "chat"));

    // Then
    assertThat(gateway.errors()).isEmpty();
    assertThat(gateway.dispatcher.starts).isEqualTo(2);
  }

  @Test
  void shouldGiveTheHigherPriorityItsTurnFirst() {
    // Given
    gateway.tenant("acme", concurrent(1));
    gateway.publishes("acme", waits("r-1", "single"));
    gateway.publishes("acme", waiting("low", "single", 0, null));
    gateway.publishes("acme", waiting("high", "single", 5, null));

    // When
    answersNext();
    gateway.ticksAsAsked();

    // Then
    assertThat(gateway.polling())
        .filteredOn(event -> event.getKind() == PollingEventKind.STATUS)
        .extracting(PollingEvent::getRequestId)
        .containsExactly("high");
  }

  @Test
  void shouldRefuseWithoutPollingIdWhenTheDeadlineWouldPassFirst() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.polling();

    // When
    gateway.publishes("acme", waiting("r-2", "single", 0, GatewayHarness.START.plusSeconds(20)));

    // Then
    ErrorRecord rejected = only(gateway.errors());
    assertThat(rejected.getStage()).isEqualTo(ErrorStage.REJECTED);
    assertThat(rejected.getFailure().getTypePath()).containsExactly("policy", "rate_limited");
    assertThat(rejected.getFailure().getMessage()).contains("too late for the request's deadline");
    assertThat(gateway.polling()).isEmpty();
  }

  @Test
  void shouldCountThoseThatWaitWhenItsQueueIsFull() {
    // Given
    gateway.tenant(
        "acme", new Policy(1, List.of(), null, null, List.of(concurrent(1)), OptionalInt.of(1)));
    gateway.publishes("acme", waits("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));

    // When
    gateway.publishes("acme", waits("r-3", "single"));

    // Then
    ErrorRecord rejected = only(gateway.errors());
    assertThat(rejected.getRequestId()).isEqualTo("r-3");
    assertThat(rejected.getFailure().getTypePath()).containsExactly("policy", "queue_full");
  }

  @Test
  void shouldRepeatThePollingEventOfAWaitingRequestAndCountNothing() {
    // Given
    gateway.tenant("acme", concurrent(1));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));
    gateway.polling();

    // When
    gateway.publishes("acme", waits("r-2", "single"));

    // Then
    PollingEvent repeat = only(gateway.polling());
    assertThat(repeat.getRepeat()).isTrue();
    assertThat(repeat.getStatus()).isEqualTo(CallStatus.WAITING);
    answersNext();
    gateway.ticksAsAsked();
    answersNext();
    gateway.ticks();
    assertThat(gateway.dispatcher.starts).isEqualTo(2);
  }

  @Test
  void shouldReckonThoseAheadInToTheInstantThatItNames() {
    // Given
    gateway.tenant("acme", requestsPerMinute(2, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", request("r-2", "single"));
    gateway.polling();

    // When
    for (int i = 3; i <= 7; i++) {
      gateway.publishes("acme", waits("r-" + i, "single"));
    }
    gateway.publishes("acme", waiting("urgent", "single", 9, START.plusSeconds(600)));
    gateway.publishes("acme", waiting("short of time", "single", 0, START.plusSeconds(180)));

    // Then
    assertThat(gateway.polling())
        .extracting(event -> START.until(event.getNotBefore(), ChronoUnit.SECONDS))
        .containsExactly(61L, 61L, 121L, 121L, 181L, 61L);
    assertThat(only(gateway.errors()).getFailure().getMessage())
        .contains("there is room in 241 s, too late for the request's deadline");
  }

  @Test
  void shouldTellOperatorsHowManyCallsWait() {
    // Given
    Duration sweep = Duration.ofSeconds(1);
    gateway.tenant("acme", concurrent(1));
    gateway.tenant("globex", concurrent(1));
    for (String tenant : List.of("acme", "globex")) {
      gateway.publishes(tenant, waits("r-1", "single"));
      gateway.publishes(tenant, waits("r-2", "single"));
    }
    gateway.publishes("acme", waits("r-3", "single"));

    // When
    gateway.timePasses(sweep);
    Map<Integer, Integer> before = Map.copyOf(gateway.tasks.waiting);
    answersNext();
    gateway.ticksAsAsked();
    gateway.timePasses(sweep);

    // Then
    assertThat(before).containsExactly(Map.entry(0, 3));
    assertThat(gateway.tasks.waiting).containsExactly(Map.entry(0, 2));
  }

  @Test
  void shouldLeaveAStrangersTickOutWhenNobodyWaits() {
    // Given
    gateway.tenant("acme");

    // When
    gateway.ticks();

    // Then
    assertThat(gateway.errors()).isEmpty();
    assertThat(gateway.polling()).isEmpty();
    assertThat(gateway.dispatcher.ticks).isEmpty();
    gateway.publishes("acme", request("r-1", "single"));
    answersNext();
    assertThat(gateway.results()).hasSize(1);
  }

  @Test
  void shouldForgetTheTimeOfATurnThatAClockToldWhichIsPutBack() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    Duration jump = Duration.ofMinutes(5);
    gateway.clockJumps(jump);
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));
    gateway.clockJumps(jump.negated());
    gateway.dispatcher.ticks.clear();

    // When
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));
    gateway.ticksAsAsked();

    // Then
    assertThat(gateway.dispatcher.ticks)
        .containsExactly(GatewayHarness.START.plus(A_MINUTE_AND_A_SUB_BUCKET));
    gateway.ticksAsAsked();
    assertThat(gateway.dispatcher.starts).isEqualTo(2);
  }
}
