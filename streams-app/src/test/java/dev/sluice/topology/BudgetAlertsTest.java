package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.wire.PolicyRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetAlertsTest {
  @TempDir Path stateDir;

  @Test
  void shouldTellOfEachThresholdOnceWhenCallsSettle() {
    try (GatewayHarness gateway = new GatewayHarness(stateDir)) {
      // Given
      gateway.tenant("acme", limit(Metric.SPEND, 10_000, List.of(500, 1_000)));
      uses(gateway, "r-1", 1_000);
      assertThat(gateway.budgets()).isEmpty();

      // When
      uses(gateway, "r-2", 4_000);
      List<BudgetEvent> half = gateway.budgets();
      uses(gateway, "r-3", 1_000);
      List<BudgetEvent> more = gateway.budgets();
      gateway.publishes("acme", CallFixtures.request("r-4", "chat"));
      gateway.publishes("acme", CallFixtures.request("r-5", "chat"));
      List<BudgetEvent> refused = gateway.budgets();

      // Then
      assertThat(half)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getTenant()).isEqualTo("acme");
                assertThat(event.getThreshold()).isEqualTo(0.5);
                assertThat(event.getUsed()).isEqualTo(5_000);
                assertThat(event.getLimit().getAmount()).isEqualTo(10_000);
                assertThat(event.getScope()).isEqualTo("tenant");
                assertThat(event.getDescription()).isEqualTo("0.01 USD spend per day for tenant");
                assertThat(event.getWindowStart()).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
                assertThat(event.getWindowEnd()).isEqualTo(Instant.parse("2026-11-22T00:00:00Z"));
                assertThat(event.getEventId()).startsWith("budget_");
              });
      assertThat(more).isEmpty();
      assertThat(refused)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getThreshold()).isEqualTo(1.0);
                assertThat(event.getUsed()).isEqualTo(6_000);
              });
    }
  }

  @Test
  void shouldNotTellAgainWhenTheTaskComesToAnotherProcess() {
    // Given
    RecoveryHarness task = new RecoveryHarness();
    task.comesTo(new TestDispatcher("owner-1"));
    Policy policy = Policy.of(1, List.of(limit(Metric.REQUESTS, 4, List.of(500))));
    task.policy(PolicyRecords.toRecord(policy).build());
    task.publishes("r-1");
    task.publishes("r-2");
    List<BudgetEvent> before = task.budgets();

    // When
    task.comesTo(new TestDispatcher("owner-2"));
    task.catchesUp();
    task.publishes("r-3");

    // Then
    assertThat(before).extracting(BudgetEvent::getThreshold).containsExactly(0.5);
    assertThat(task.budgets()).isEqualTo(before);
  }

  @Test
  void shouldDropItsMarkAndTellAgainWhenTheNextDayHasBegun() {
    try (GatewayHarness gateway = new GatewayHarness(stateDir)) {
      // Given
      gateway.tenant("acme", limit(Metric.REQUESTS, 4, List.of(250)));
      gateway.publishes("acme", CallFixtures.request("r-1", "chat"));
      List<BudgetEvent> today = gateway.budgets();
      assertThat(gateway.contents().marks()).hasSize(1);
      gateway.timePasses(Duration.ofDays(1));

      // When
      gateway.publishes("acme", CallFixtures.request("r-2", "chat"));
      gateway.timePasses(Duration.ofSeconds(2));

      // Then
      List<BudgetEvent> tomorrow = gateway.budgets();
      assertThat(tomorrow).hasSize(1);
      assertThat(tomorrow.get(0).getEventId()).isNotEqualTo(today.get(0).getEventId());
      assertThat(gateway.contents().marks()).hasSize(1);
    }
  }

  /** On a model that costs a millionth of a dollar for each token of input. */
  private static void uses(GatewayHarness gateway, String id, int micros) {
    gateway.publishes("acme", CallFixtures.request(id, "chat"));
    Attempt attempt = gateway.dispatcher.next();
    gateway.ends(attempt, new Outcome.Answered(Answer.text("ok", Usage.of(micros - 2, 1))));
  }

  static Limit limit(Metric metric, long amount, List<Integer> alertAt) {
    return new Limit(
        Set.of(Scope.TENANT), metric, amount, Window.DAY, null, OptionalInt.empty(), alertAt);
  }
}
