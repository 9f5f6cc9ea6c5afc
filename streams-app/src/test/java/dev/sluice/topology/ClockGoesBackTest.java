package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.waiting;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.PollingEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told while the limiter's clock is held, as the broker's has gone back. */
class ClockGoesBackTest {
  private static final Duration BACK = Duration.ofMinutes(5);

  /** From then on, by the broker's clock, what was counted before it went back counts no more. */
  private static final Instant ROOM = GatewayHarness.START.plus(BACK).plusSeconds(61);

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
  void shouldStateTheWaitFromTheRequestsOwnAppendTime() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    goesBackAfter("r-1");

    // When
    gateway.publishes("acme", request("r-2", "single"));

    // Then
    ErrorRecord rejected = only(gateway.errors());
    LimitState limit = only(rejected.getLimits());
    assertThat(rejected.getFailure().getRetryAfterMs()).isEqualTo(BACK.toMillis() + 61_000);
    assertThat(limit.getWaitMs()).isEqualTo(BACK.toMillis() + 61_000);
    assertThat(limit.getResetsAt()).isEqualTo(ROOM);
  }

  @Test
  void shouldAdmitAfterTheStatedWaitAndNotASubBucketEarlier() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    goesBackAfter("r-1");
    gateway.publishes("acme", request("r-2", "single"));
    Duration stated = Duration.ofMillis(only(gateway.errors()).getFailure().getRetryAfterMs());
    gateway.polling();

    // When
    gateway.timePasses(stated.minusSeconds(1));
    gateway.publishes("acme", request("early", "single"));
    gateway.timePasses(Duration.ofSeconds(1));
    gateway.publishes("acme", request("in time", "single"));

    // Then
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("early");
    assertThat(only(gateway.polling()).getRequestId()).isEqualTo("in time");
  }

  @Test
  void shouldNameTheInstantOfItsTurnToARequestThatWaits() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    goesBackAfter("r-1");
    gateway.polling();

    // When
    gateway.publishes(
        "acme", waiting("r-2", "single", 0, gateway.appendTime().plus(Duration.ofMinutes(20))));

    // Then
    PollingEvent accepted = only(gateway.polling());
    assertThat(accepted.getStatus()).isEqualTo(CallStatus.WAITING);
    assertThat(accepted.getNotBefore()).isEqualTo(ROOM);
    assertThat(gateway.dispatcher.ticks).containsExactly(ROOM);
    gateway.ticksAsAsked();
    assertThat(only(gateway.polling()).getStatus()).isEqualTo(CallStatus.IN_PROGRESS);
  }

  @Test
  void shouldSayThatTheTrueWaitMissesTheDeadline() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    goesBackAfter("r-1");

    // When
    gateway.publishes(
        "acme", waiting("r-2", "single", 0, gateway.appendTime().plus(BACK).plusSeconds(60)));

    // Then
    assertThat(only(gateway.errors()).getFailure().getMessage())
        .contains("there is room in 361 s, too late for the request's deadline");
  }

  @Test
  void shouldHoldDeadlinesAgainstTheAppendTimeNotTheHeldClock() {
    // Given
    gateway.tenant("acme", Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, 1, Window.NONE));
    goesBackAfter("r-1");
    Instant deadline = gateway.appendTime().plusSeconds(60);
    gateway.publishes("acme", waiting("r-2", "single", 0, deadline));

    // When
    gateway.answers(gateway.dispatcher.next(), "water");
    gateway.ticksAsAsked();
    gateway.answers(gateway.dispatcher.next(), "more water");

    // Then
    assertThat(gateway.errors()).isEmpty();
    assertThat(gateway.results())
        .extracting(CompletionResult::getRequestId)
        .containsExactly("r-1", "r-2");
  }

  @Test
  void shouldRecogniseARepeatOfARequestThatTheClockHasGoneBackFrom() {
    // Given
    gateway.tenant("acme", requestsPerMinute(2, Scope.TENANT));
    goesBackAfter("r-1");
    gateway.polling();

    // When
    gateway.publishes("acme", request("r-1", "single"));

    // Then
    assertThat(only(gateway.polling()).getRepeat()).isTrue();
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
  }

  private void goesBackAfter(String requestId) {
    gateway.clockJumps(BACK);
    gateway.publishes("acme", request(requestId, "single"));
    gateway.clockJumps(BACK.negated());
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }
}
