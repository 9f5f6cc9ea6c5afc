package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.topology.GatewayHarness.requestsPerMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Attempt;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.wire.ClockReset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of limits when the broker's clock has jumped ahead and an operator puts it back. */
class ClockResetTest {
  private static final Duration YEAR = Duration.ofDays(365);

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
  void shouldFreeNothingByItselfWhenTheClockHasJumpedAhead() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.clockJumps(YEAR);
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.clockJumps(YEAR.negated());

    // When
    gateway.timePasses(Duration.ofDays(30));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("r-2");
  }

  @Test
  void shouldCountAsOfTheResetWhatTheJumpHadCounted() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    jumpsAheadFor("r-1");

    // When
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));
    gateway.publishes("acme", request("r-2", "chat"));
    gateway.timePasses(Duration.ofSeconds(61));
    gateway.publishes("acme", request("r-3", "chat"));

    // Then
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("r-2");
    assertThat(gateway.polling()).extracting(PollingEvent::getRequestId).contains("r-3");
  }

  @Test
  void shouldStateTheTrueWaitAfterTheReset() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    jumpsAheadFor("r-1");
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));

    // When
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    assertThat(only(gateway.errors()).getFailure().getRetryAfterMs()).isEqualTo(61_000);
  }

  @Test
  void shouldGiveBackWhatACallOfTheJumpHadSetAside() {
    // Given
    gateway.tenant(
        "acme",
        limit(Metric.TOKENS, 5_000, Window.HOUR),
        limit(Metric.TOKENS, 5_000, Window.MONTH),
        limit(Metric.CONCURRENT, 1, Window.NONE));
    jumpsAheadFor("r-1");
    Attempt attempt = gateway.dispatcher.next();
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));

    // When
    gateway.timePasses(Duration.ofMinutes(5));
    gateway.answers(attempt, "a gate for water");
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    List<PollingEvent> accepted = accepted();
    long reserved = accepted.get(0).getLimits().get(0).getReserved();
    List<LimitState> after = accepted.get(1).getLimits();
    assertThat(after).extracting(LimitState::getUsed).containsExactly(15L, 15L, 0L);
    assertThat(after).extracting(LimitState::getReserved).containsExactly(reserved, reserved, 1L);
  }

  @Test
  void shouldChargeNowWhatACallOfTheJumpStillCostsAfterItsEnd() {
    // Given
    gateway.tenant("acme", limit(Metric.TOKENS, 5_000, Window.MINUTE));
    jumpsAheadFor("r-1");
    Attempt attempt = gateway.dispatcher.next();
    gateway.commands("acme", command(CommandKind.CANCEL, attempt));
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));

    // When
    gateway.answers(attempt, "too late");
    gateway.publishes("acme", request("r-2", "chat"));
    gateway.timePasses(Duration.ofSeconds(61));
    gateway.publishes("acme", request("r-3", "chat"));

    // Then
    assertThat(accepted())
        .extracting(event -> event.getLimits().get(0).getUsed())
        .containsExactly(0L, 15L, 0L);
  }

  @Test
  void shouldLeaveTheClockAloneWhenItIsNotAhead() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.resetsClock(ClockReset.headers(gateway.appendTime().minusSeconds(50)));
    gateway.timePasses(Duration.ofSeconds(20));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    assertThat(only(gateway.errors()).getFailure().getRetryAfterMs()).isEqualTo(41_000);
  }

  @Test
  void shouldRefuseAnOrderThatIsNoGoodAndLeaveTheClockAlone() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    jumpsAheadFor("r-1");
    Instant later = gateway.appendTime().plusSeconds(1);

    // When
    gateway.resetsClock(ClockReset.headers(later));
    gateway.resetsClock(
        new RecordHeaders()
            .add("sluice-reset-clock", "yesterday".getBytes(StandardCharsets.UTF_8)));
    gateway.timePasses(Duration.ofSeconds(61));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    assertThat(gateway.errors())
        .extracting(error -> error.getFailure().getMessage())
        .satisfiesExactly(
            future -> assertThat(future).contains("clock reset is refused").contains("is after"),
            none -> assertThat(none).contains("names no instant"),
            limited -> assertThat(limited).contains("there is room in"));
  }

  @Test
  void shouldCountOnceWhatIsPublishedAgainAfterTheReset() {
    // Given
    gateway.tenant("acme", requestsPerMinute(10, Scope.TENANT));
    gateway.publishes("acme", request("before", "chat"));
    jumpsAheadFor("in the jump");
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));
    gateway.publishes("acme", request("after", "chat"));
    gateway.polling();

    // When
    gateway.publishes("acme", request("before", "chat"));
    gateway.publishes("acme", request("in the jump", "chat"));
    gateway.publishes("acme", request("after", "chat"));
    gateway.timePasses(Duration.ofHours(23));
    gateway.publishes("acme", request("before", "chat"));
    gateway.publishes("acme", request("in the jump", "chat"));

    // Then
    assertThat(accepted()).hasSize(5).allMatch(PollingEvent::getRepeat);
    assertThat(gateway.dispatcher.starts).isEqualTo(3);
  }

  @Test
  void shouldForgetARequestOfTheJumpAfterADay() {
    // Given
    gateway.tenant("acme", requestsPerMinute(10, Scope.TENANT));
    jumpsAheadFor("r-1");
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));
    gateway.timePasses(Duration.ofHours(25));
    gateway.publishes("acme", request("r-2", "chat"));
    gateway.polling();

    // When
    gateway.publishes("acme", request("r-1", "chat"));

    // Then
    assertThat(only(accepted()).getRepeat()).isFalse();
  }

  @Test
  void shouldRecogniseARepeatWithinTheJump() {
    // Given
    gateway.tenant("acme", requestsPerMinute(10, Scope.TENANT));
    gateway.clockJumps(YEAR);
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.polling();

    // When
    gateway.publishes("acme", request("r-1", "chat"));

    // Then
    assertThat(only(gateway.polling()).getRepeat()).isTrue();
  }

  @Test
  void shouldBillALateAnswerAndDeleteACallThatEndedAfterTheReset() {
    // Given
    gateway.tenant("acme");
    jumpsAheadFor("in the jump");
    Attempt ofTheJump = gateway.dispatcher.next();
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));
    gateway.publishes("acme", request("after", "chat"));
    Attempt after = gateway.dispatcher.next();
    gateway.polling();

    // When
    for (Attempt attempt : List.of(ofTheJump, after)) {
      gateway.commands("acme", command(CommandKind.CANCEL, attempt));
      gateway.answers(attempt, "too late");
      gateway.commands("acme", command(CommandKind.DELETE, attempt));
    }

    // Then
    assertThat(gateway.polling())
        .extracting(event -> event.getRequestId() + " " + event.getKind())
        .containsExactly(
            "in the jump LATE_USAGE", "in the jump DELETED", "after LATE_USAGE", "after DELETED");
  }

  @Test
  void shouldGoOnAheadWhenARequestOfTheJumpIsReadAfterTheReset() {
    // Given
    gateway.tenant("acme", requestsPerMinute(1, Scope.TENANT));
    jumpsAheadFor("r-1");
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));
    gateway.clockJumps(YEAR);
    gateway.publishes("acme", request("r-2", "chat"));
    gateway.clockJumps(YEAR.negated());

    // When
    gateway.resetsClock(ClockReset.headers(gateway.appendTime()));
    gateway.timePasses(Duration.ofSeconds(61));
    gateway.publishes("acme", request("r-3", "chat"));

    // Then
    assertThat(gateway.errors()).extracting(ErrorRecord::getRequestId).isEmpty();
    assertThat(accepted())
        .extracting(PollingEvent::getRequestId)
        .containsExactly("r-1", "r-2", "r-3");
  }

  private void jumpsAheadFor(String requestId) {
    gateway.clockJumps(YEAR);
    gateway.publishes("acme", request(requestId, "chat"));
    gateway.clockJumps(YEAR.negated());
  }

  private List<PollingEvent> accepted() {
    return gateway.polling().stream()
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .toList();
  }

  private static Command command(CommandKind kind, Attempt attempt) {
    return Command.newBuilder()
        .setKind(kind)
        .setPollingId(attempt.pollingId())
        .setCommandId("c-1")
        .setIssuedAt(GatewayHarness.START)
        .build();
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  private static Limit limit(Metric metric, long amount, Window window) {
    return Limit.of(List.of(Scope.TENANT), metric, amount, window);
  }
}
