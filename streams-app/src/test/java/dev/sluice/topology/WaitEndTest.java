package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Policy;
import dev.sluice.admission.PolicyKey;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of waiting calls that have no turn, or another than was to be expected. */
class WaitEndTest extends Waits {
  @Test
  void shouldEndAWaitingCallAtItsDeadlineAndLetTheNextGo() {
    // Given
    gateway.tenant("acme", concurrent(1));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waiting("r-2", "single", 0, GatewayHarness.START.plusSeconds(10)));

    // When
    gateway.timePasses(Duration.ofSeconds(10));

    // Then
    ErrorRecord failed = only(gateway.errors());
    assertThat(failed.getStage()).isEqualTo(ErrorStage.FAILED);
    assertThat(failed.getRequestId()).isEqualTo("r-2");
    assertThat(failed.getFailure().getTypePath()).containsExactly("caller", "deadline_exceeded");
    assertThat(failed.getFailure().getMessage()).contains("waited for a limit");
    gateway.publishes("acme", waits("r-3", "single"));
    answersNext();
    gateway.ticksAsAsked();
    assertThat(gateway.dispatcher.starts).isEqualTo(2);
  }

  @Test
  void shouldEndAWaitingCallThatIsCancelledWithoutStartingIt() {
    // Given
    gateway.tenant("acme", concurrent(1));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.polling();
    gateway.publishes("acme", waits("r-2", "single"));
    String pollingId = only(gateway.polling()).getPollingId();

    // When
    gateway.commands("acme", cancel(pollingId));

    // Then
    assertThat(only(gateway.errors()).getFailure().getTypePath())
        .containsExactly("caller", "cancelled");
    answersNext();
    gateway.ticks();
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
    assertThat(gateway.contents().with(pollingId)).containsExactlyInAnyOrder("request-ids", "view");
  }

  @Test
  void shouldAnswerAWaitingCallWhenItsAnswerIsOnTheTopicAlready() {
    // Given
    gateway.tenant("acme", concurrent(1));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.polling();
    gateway.publishes("acme", waits("r-2", "single"));
    String pollingId = only(gateway.polling()).getPollingId();
    Attempt other = gateway.dispatcher.next();
    AttemptReport paidFor =
        new AttemptReport(
            "an-owner-before-the-reset",
            pollingId,
            new AttemptRef(
                "att_1",
                1,
                other.target().name(),
                other.target().provider(),
                other.target().model(),
                GatewayHarness.START,
                GatewayHarness.START),
            new Outcome.Answered(Answer.text("water", Usage.of(10, 5))));

    // When
    gateway.ends("acme", paidFor);

    // Then
    assertThat(only(gateway.results()).getRequestId()).isEqualTo("r-2");
    gateway.answers(other, "water");
    gateway.ticks();
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
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

  @Test
  void shouldDecideByThePolicyInForceWhenItChangesMeanwhile() {
    // Given
    gateway.tenant("acme", concurrent(1));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));

    // When
    gateway.tenant("acme", Policy.of(2, List.of(concurrent(2))));
    gateway.ticksAsAsked();

    // Then
    answersNext();
    answersNext();
    assertThat(gateway.results())
        .extracting(CompletionResult::getPolicyVersion)
        .containsExactly(1L, 2L);
  }

  @Test
  void shouldEndAWaitingCallThatTheChangedPolicyCanNeverAdmit() {
    // Given
    gateway.tenant("acme", concurrent(1));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));
    PolicyKey elsewhere = new PolicyKey(PolicyKey.DEFAULT, null, Set.of("chat"), false);

    // When
    gateway.tenant(
        "acme",
        new Policy(2, List.of(elsewhere), null, null, List.of(concurrent(1)), OptionalInt.empty()));
    gateway.ticksAsAsked();

    // Then
    ErrorRecord failed = only(gateway.errors());
    assertThat(failed.getStage()).isEqualTo(ErrorStage.FAILED);
    assertThat(failed.getFailure().getTypePath()).containsExactly("policy", "access_denied");
  }

  @Test
  void shouldEndWaitingCallsWhenTheTenantIsWithdrawn() {
    // Given
    gateway.tenant("acme", concurrent(1));
    gateway.publishes("acme", request("r-1", "single"));
    gateway.publishes("acme", waits("r-2", "single"));
    gateway.publishes("acme", waits("r-3", "single"));

    // When
    gateway.withdraws("acme");
    gateway.ticksAsAsked();

    // Then
    assertThat(gateway.errors())
        .extracting(error -> error.getRequestId() + " " + error.getFailure().getTypePath())
        .containsExactly("r-2 [policy, access_denied]", "r-3 [policy, access_denied]");
  }
}
