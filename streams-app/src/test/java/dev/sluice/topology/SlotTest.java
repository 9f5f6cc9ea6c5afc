package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.serverError;
import static dev.sluice.call.CallFixtures.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.PolicyRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other gateways are known to count twice, give back twice, or never give back. */
class SlotTest {
  private static final Policy ONE_AT_A_TIME =
      Policy.of(
          1,
          List.of(
              Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, 1, Window.NONE),
              Limit.of(List.of(Scope.TENANT), Metric.REQUESTS, 100, Window.HOUR)));

  @TempDir Path stateDir;

  @Test
  void shouldGiveTheSlotBackOnceWhenTheCallEndsByTimeouts() {
    // Given
    try (GatewayHarness gateway = new GatewayHarness(stateDir)) {
      gateway.tenant("acme", ONE_AT_A_TIME);
      gateway.publishes("acme", request("r-1", "chat"));
      Attempt first = gateway.dispatcher.next();
      gateway.fails(first, timeout());
      gateway.fails(gateway.dispatcher.next(), timeout());

      // When
      gateway.fails(first, timeout());
      gateway.publishes("acme", request("r-2", "chat"));
      gateway.publishes("acme", request("r-3", "chat"));

      // Then
      assertThat(accepted(gateway.polling()))
          .extracting(PollingEvent::getRequestId)
          .containsExactly("r-1", "r-2");
      assertThat(gateway.errors())
          .extracting(ErrorRecord::getRequestId)
          .containsExactly("r-1", "r-3");
    }
  }

  @Test
  void shouldGiveTheSlotBackOnceWhenTheCallIsCancelledTwiceAndAnsweredLate() {
    // Given
    try (GatewayHarness gateway = new GatewayHarness(stateDir)) {
      gateway.tenant("acme", ONE_AT_A_TIME);
      gateway.publishes("acme", request("r-1", "chat"));
      Attempt attempt = gateway.dispatcher.next();

      // When
      gateway.commands("acme", cancel(attempt));
      gateway.publishes("acme", request("r-2", "chat"));
      gateway.commands("acme", cancel(attempt));
      gateway.answers(attempt, "too late");
      gateway.publishes("acme", request("r-3", "chat"));

      // Then
      assertThat(accepted(gateway.polling()))
          .extracting(PollingEvent::getRequestId)
          .containsExactly("r-1", "r-2");
    }
  }

  @Test
  void shouldGiveTheSlotBackOnceWhenTheProcessOfTheCallDies() {
    // Given
    TestDispatcher dead = new TestDispatcher("dead");
    TestDispatcher next = new TestDispatcher("next");
    RecoveryHarness task = new RecoveryHarness();
    task.comesTo(dead);
    task.policy(record(ONE_AT_A_TIME));
    task.publishes("r-1");
    Attempt lost = dead.next();
    task.comesTo(next);
    task.catchesUp();
    task.timePasses(GatewayHarness.LEASE.plus(Duration.ofSeconds(2)));
    task.publishes("r-2");

    // When
    task.ends(next.next(), "next", answer());
    task.ends(lost, "dead", answer());
    task.publishes("r-3");
    task.publishes("r-4");

    // Then
    List<PollingEvent> accepted = accepted(task.polling());
    assertThat(accepted).extracting(PollingEvent::getRequestId).containsExactly("r-1", "r-3");
    assertThat(task.errors()).extracting(ErrorRecord::getRequestId).containsExactly("r-2", "r-4");
    assertThat(accepted.get(1).getLimits())
        .extracting(LimitState::getReserved)
        .containsExactly(1L, 0L);
  }

  @Test
  void shouldCountARequestOnceHoweverManyAttemptsItsCallMakes() {
    // Given
    try (GatewayHarness gateway = new GatewayHarness(stateDir)) {
      gateway.tenant("acme", ONE_AT_A_TIME);
      gateway.publishes("acme", request("r-1", "chat"));
      gateway.fails(gateway.dispatcher.next(), serverError());
      gateway.answers(gateway.dispatcher.next(), "from the second target");

      // When
      gateway.publishes("acme", request("r-2", "chat"));

      // Then
      assertThat(accepted(gateway.polling()).get(1).getLimits())
          .extracting(state -> state.getUsed() + state.getReserved())
          .containsExactly(1L, 2L);
    }
  }

  private static TenantPolicy record(Policy policy) {
    return PolicyRecords.toRecord(policy).build();
  }

  private static Outcome answer() {
    return new Outcome.Answered(Answer.text("a gate for water", Usage.of(10, 5)));
  }

  private static List<PollingEvent> accepted(List<PollingEvent> events) {
    return events.stream().filter(e -> e.getKind() == PollingEventKind.ACCEPTED).toList();
  }

  private static Command cancel(Attempt attempt) {
    return Command.newBuilder()
        .setKind(CommandKind.CANCEL)
        .setPollingId(attempt.pollingId())
        .setCommandId("c-1")
        .setIssuedAt(GatewayHarness.START)
        .build();
  }
}
