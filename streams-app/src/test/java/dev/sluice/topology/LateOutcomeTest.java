package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.callersFault;
import static dev.sluice.call.CallFixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of answers that nobody waits for any more. */
class LateOutcomeTest {
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
  void shouldBillALateAnswerOnceAndKeepTheTerminalRecordWhenTheCallWasCancelled() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt attempt = gateway.dispatcher.next();
    gateway.commands("acme", cancel(attempt.pollingId()));
    gateway.polling();

    // When
    gateway.answers(attempt, "too late");
    gateway.answers(attempt, "too late");

    // Then
    assertThat(only(gateway.errors()).getFailure().getTypePath())
        .containsExactly("caller", "cancelled");
    assertThat(gateway.results()).isEmpty();
    PollingEvent late = only(gateway.polling());
    assertThat(late.getKind()).isEqualTo(PollingEventKind.LATE_USAGE);
    assertThat(late.getLate().getUsage().getOutputTokens()).isEqualTo(5);
    assertThat(gateway.dispatcher.cancelled).containsExactly(attempt.attemptId());
  }

  @Test
  void shouldBillALateFailureThatWasPaidFor() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt attempt = gateway.dispatcher.next();
    gateway.commands("acme", cancel(attempt.pollingId()));
    gateway.polling();
    Outcome filtered = new Outcome.Failed(callersFault(), false, Usage.of(30, 7));

    // When
    gateway.ends(attempt, filtered);
    gateway.ends(attempt, filtered);

    // Then
    PollingEvent late = only(gateway.polling());
    assertThat(late.getKind()).isEqualTo(PollingEventKind.LATE_USAGE);
    assertThat(late.getLate().getUsage().getInputTokens()).isEqualTo(30);
    assertThat(late.getLate().getFailure()).isNotNull();
  }

  @Test
  void shouldBillNothingAndKeepNoClosedRowWhenTheOnlyAttemptsOutcomeComesTwice() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt attempt = gateway.dispatcher.next();
    gateway.answers(attempt, "in time");
    gateway.polling();

    // When
    gateway.answers(attempt, "in time");

    // Then
    assertThat(gateway.polling()).isEmpty();
    assertThat(gateway.results()).hasSize(1);
    assertThat(gateway.contents().with(attempt.pollingId())).doesNotContain("closed");
  }

  @Test
  void shouldBillWhatAnAttemptCostWhenItsCallEndedWithoutIt() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt lost = gateway.dispatcher.next();
    gateway.timePasses(CallFixtures.route("any").timeLimit().plus(GatewayHarness.LEASE));
    gateway.polling();

    // When
    gateway.answers(lost, "too late");
    gateway.answers(lost, "too late");

    // Then
    PollingEvent late = only(gateway.polling());
    assertThat(late.getKind()).isEqualTo(PollingEventKind.LATE_USAGE);
    assertThat(late.getRequestId()).isEqualTo("r-1");
  }

  @Test
  void shouldLeaveACallAloneWhenAnotherTenantCancelsIt() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt attempt = gateway.dispatcher.next();

    // When
    gateway.commands("globex", cancel(attempt.pollingId()));
    gateway.answers(attempt, "still here");

    // Then
    ErrorRecord refusal = only(gateway.errors());
    assertThat(refusal.getTenant()).isEqualTo("globex");
    assertThat(refusal.getPollingId()).isNull();
    assertThat(refusal.getFailure().getParam()).isEqualTo("polling_id");
    assertThat(gateway.results()).hasSize(1);
  }

  @Test
  void shouldLeaveOutAnOutcomeWhenItsCallIsUnknown() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt attempt = gateway.dispatcher.next();
    String unknown = GatewayHarness.POLLING_IDS.issue("acme", 0, GatewayHarness.START, 999);
    Attempt stray =
        new Attempt(
            "att_stray",
            1,
            CallFixtures.accepted(unknown, "acme", 0, null),
            attempt.target(),
            attempt.sampling(),
            attempt.request(),
            attempt.deadline(),
            100,
            List.of());

    // When
    gateway.answers(stray, "nobody asked");
    gateway.answers(attempt, "somebody asked");

    // Then
    assertThat(only(gateway.results()).getAnswer().getText()).isEqualTo("somebody asked");
    assertThat(gateway.errors()).isEmpty();
  }

  private static Command cancel(String pollingId) {
    return Command.newBuilder()
        .setKind(CommandKind.CANCEL)
        .setPollingId(pollingId)
        .setCommandId("c-1")
        .setIssuedAt(GatewayHarness.START)
        .build();
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
