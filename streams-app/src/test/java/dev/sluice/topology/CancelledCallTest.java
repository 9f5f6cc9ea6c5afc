package dev.sluice.topology;

import static dev.sluice.topology.CancelledCalls.cancelled;
import static dev.sluice.topology.CancelledCalls.command;
import static dev.sluice.topology.CancelledCalls.only;
import static dev.sluice.topology.CancelledCalls.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that has ended for its client while its exchange may still cost something. */
class CancelledCallTest {
  private static final Limit ONE_AT_A_TIME =
      Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, 1, Window.NONE);

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
  void shouldGiveTheSlotBackAtOnceAndTheTokensOnlyWithTheOutcome() {
    // Given
    gateway.tenant("acme", ONE_AT_A_TIME, tokens(5_000));
    Attempt attempt = startsAndCancels("r-1");

    // When
    gateway.publishes("acme", CallFixtures.request("r-2", "chat"));
    gateway.ends(attempt, cancelled());
    gateway.answers(gateway.dispatcher.next(), "water");
    gateway.publishes("acme", CallFixtures.request("r-3", "chat"));

    // Then
    List<PollingEvent> accepted = gateway.polling();
    assertThat(accepted).extracting(PollingEvent::getRequestId).containsExactly("r-2", "r-3");
    LimitState whileOut = accepted.get(0).getLimits().get(1);
    LimitState afterwards = accepted.get(1).getLimits().get(1);
    assertThat(whileOut.getReserved()).isEqualTo(2 * afterwards.getReserved());
    assertThat(afterwards.getUsed()).isEqualTo(15);
  }

  @Test
  void shouldKeepTheTokensReservedUntilALeaseAfterTheDeadlineWhenItsOwnerIsSilent() {
    // Given
    gateway.tenant("acme", tokens(5_000));
    startsAndCancels("r-1");

    // When
    gateway.timePasses(Duration.ofSeconds(60));
    gateway.publishes("acme", CallFixtures.request("r-2", "chat"));
    gateway.timePasses(GatewayHarness.LEASE.plusSeconds(1));
    gateway.publishes("acme", CallFixtures.request("r-3", "chat"));

    // Then
    List<PollingEvent> accepted = gateway.polling();
    assertThat(only(accepted.get(0).getLimits()).getReserved())
        .isEqualTo(only(accepted.get(1).getLimits()).getReserved());
    assertThat(only(accepted.get(1).getLimits()).getUsed()).isZero();
    assertThat(gateway.errors()).isEmpty();
  }

  @Test
  void shouldBillAnAnswerOnceFromWhatIsReservedAndChangeNothingElse() {
    // Given
    gateway.tenant("acme", tokens(5_000));
    Attempt attempt = startsAndCancels("r-1");

    // When
    gateway.answers(attempt, "too late");
    gateway.answers(attempt, "too late");
    gateway.publishes("acme", CallFixtures.request("r-2", "chat"));

    // Then
    List<PollingEvent> events = gateway.polling();
    assertThat(events)
        .extracting(PollingEvent::getKind)
        .containsExactly(PollingEventKind.LATE_USAGE, PollingEventKind.ACCEPTED);
    assertThat(events.get(0).getLate().getUsage().getOutputTokens()).isEqualTo(5);
    assertThat(events.get(0).getOverruns()).isEmpty();
    assertThat(only(events.get(1).getLimits()).getUsed()).isEqualTo(15);
    assertThat(gateway.results()).isEmpty();
    assertThat(gateway.errors()).isEmpty();
  }

  @Test
  void shouldChargeAnAnswerBeyondTheReservationWhenThatWasGivenBack() {
    // Given
    gateway.tenant("acme", tokens(5_000));
    Attempt attempt = startsAndCancels("r-1");
    gateway.timePasses(Duration.ofSeconds(60));
    gateway.timePasses(GatewayHarness.LEASE.plusSeconds(1));

    // When
    gateway.answers(attempt, "very late");

    // Then
    PollingEvent late = only(gateway.polling());
    assertThat(late.getKind()).isEqualTo(PollingEventKind.LATE_USAGE);
    assertThat(only(late.getOverruns()).getAmount()).isEqualTo(15);
  }

  @Test
  void shouldEndOnceAndDeleteOnceWhenItIsCancelledAgainAndDeleted() {
    // Given
    gateway.tenant("acme", ONE_AT_A_TIME);
    gateway.publishes("acme", CallFixtures.request("r-1", "chat"));
    String pollingId = gateway.dispatcher.next().pollingId();
    gateway.polling();

    // When
    gateway.commands("acme", command(CommandKind.CANCEL, pollingId));
    gateway.commands("acme", command(CommandKind.CANCEL, pollingId));
    gateway.commands("acme", command(CommandKind.DELETE, pollingId));

    // Then
    assertThat(only(gateway.errors()).getFailure().getTypePath())
        .containsExactly("caller", "cancelled");
    assertThat(only(gateway.polling()).getKind()).isEqualTo(PollingEventKind.DELETED);
    assertThat(gateway.dispatcher.cancelled).hasSize(1);
  }

  @Test
  void shouldGiveTheSlotBackOnceWhenItsOutcomeComes() {
    // Given
    gateway.tenant("acme", ONE_AT_A_TIME);
    Attempt attempt = startsAndCancels("r-1");
    gateway.publishes("acme", CallFixtures.request("r-2", "chat"));

    // When
    gateway.ends(attempt, cancelled());
    gateway.publishes("acme", CallFixtures.request("r-3", "chat"));

    // Then
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("r-3");
  }

  @Test
  void shouldSayThatItHasEndedWhenItsRequestIsRepeated() {
    // Given
    gateway.tenant("acme");
    startsAndCancels("r-1");

    // When
    gateway.publishes("acme", CallFixtures.request("r-1", "chat"));

    // Then
    PollingEvent repeat = only(gateway.polling());
    assertThat(repeat.getRepeat()).isTrue();
    assertThat(repeat.getStatus()).isEqualTo(CallStatus.ENDED);
  }

  @Test
  void shouldKeepItsPlaceAtTheDispatcherUntilItsExchangeHasEnded() {
    // Given
    gateway.withCredit(1).tenant("acme");
    Attempt attempt = startsAndCancels("r-1");
    gateway.publishes("acme", CallFixtures.request("r-2", "chat"));
    boolean startedEarly = !gateway.dispatcher.isIdle();

    // When
    gateway.ends(attempt, new Outcome.Abandoned());

    // Then
    assertThat(startedEarly).isFalse();
    assertThat(gateway.dispatcher.next().request().requestId()).isEqualTo("r-2");
  }

  @Test
  void shouldCountWhatItsEarlierAttemptsCostWhenItsOutcomeCostsNothing() {
    // Given
    gateway.tenant("acme", tokens(5_000));
    gateway.publishes("acme", CallFixtures.request("r-1", "chat"));
    gateway.ends(
        gateway.dispatcher.next(),
        new Outcome.Failed(CallFixtures.serverError(), false, Usage.of(40, 8)));
    Attempt second = gateway.dispatcher.next();
    gateway.commands("acme", command(CommandKind.CANCEL, second.pollingId()));
    gateway.polling();

    // When
    gateway.ends(second, cancelled());
    gateway.publishes("acme", CallFixtures.request("r-2", "chat"));

    // Then
    PollingEvent accepted = only(gateway.polling());
    assertThat(only(accepted.getLimits()).getUsed()).isEqualTo(48);
  }

  private Attempt startsAndCancels(String requestId) {
    gateway.publishes("acme", CallFixtures.request(requestId, "chat"));
    Attempt attempt = gateway.dispatcher.next();
    gateway.commands("acme", command(CommandKind.CANCEL, attempt.pollingId()));
    gateway.polling();
    gateway.errors();
    return attempt;
  }
}
