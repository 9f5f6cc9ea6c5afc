package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.PolicyKey;
import dev.sluice.admission.Scope;
import dev.sluice.admission.SignatureRule;
import dev.sluice.admission.WebhookRule;
import dev.sluice.admission.Window;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.Need;
import dev.sluice.v1.PollingEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant whose spend is used up goes on with the route of its policy's on_budget. */
class BudgetRouteTest {
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
  void shouldTakeTheCheaperRouteAndSayItWhenTheSpendIsUsedUp() {
    // Given
    gateway.tenant("acme", policy(null, "short", alertingSpend(5_000)));
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt own = gateway.dispatcher.next();
    PollingEvent first = gateway.polling().get(0);

    // When
    gateway.publishes("acme", request("r-2", "chat"));
    Attempt cheaper = gateway.dispatcher.next();
    gateway.answers(cheaper, "water");

    // Then
    assertThat(own.target().name()).isEqualTo("first");
    assertThat(first.getOnBudget()).isNull();
    assertThat(first.getBudgetNeeds()).isEmpty();
    assertThat(cheaper.target().name()).isEqualTo("small");
    assertThat(cheaper.request().model()).isEqualTo("chat");
    PollingEvent accepted = gateway.polling().get(0);
    assertThat(accepted.getModel()).isEqualTo("chat");
    assertThat(accepted.getOnBudget()).isEqualTo("short");
    assertThat(accepted.getNeeds()).isEqualTo(needs(first));
    assertThat(accepted.getLimits().get(0).getReserved())
        .as("beyond the limit")
        .isEqualTo(needs(first).get(0).getAmount() + needs(accepted).get(0).getAmount());
    assertThat(accepted.getBudgetNeeds()).isEqualTo(needs(accepted));
    CompletionResult result = gateway.results().get(0);
    assertThat(result.getModel()).isEqualTo("chat");
    assertThat(result.getOnBudget()).isEqualTo("short");
  }

  @Test
  void shouldTellThatTheBudgetIsUsedUpWhenTheFirstRequestTakesTheCheaperRoute() {
    // Given
    gateway.tenant("acme", policy(null, "short", alertingSpend(5_000)));
    gateway.publishes("acme", request("r-1", "chat"));
    gateway.ends(
        gateway.dispatcher.next(), new Outcome.Answered(Answer.text("much", Usage.of(2_000, 0))));
    assertThat(gateway.budgets()).isEmpty();

    // When
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    assertThat(gateway.dispatcher.next().target().name()).isEqualTo("small");
    assertThat(gateway.budgets()).extracting(BudgetEvent::getThreshold).containsExactly(1.0);
  }

  @Test
  void shouldRefuseWhenTheKeyMayNotUseTheCheaperRoute() {
    // Given
    PolicyKey key = new PolicyKey(PolicyKey.DEFAULT, null, Set.of("chat"), false);
    gateway.tenant("acme", policy(key, "short", spend(5_000)));
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    ErrorRecord refused = gateway.errors().get(0);
    assertThat(refused.getFailure().getTypePath())
        .map(String::valueOf)
        .containsExactly("policy", "budget_exceeded");
    assertThat(refused.getBudgetNeeds()).isEmpty();
  }

  @Test
  void shouldBeRefusedByTheOtherLimitAloneWhenTheCheaperRouteHasNoRoomEither() {
    // Given
    gateway.tenant(
        "acme",
        policy(
            null,
            "short",
            spend(5_000),
            Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, 1, Window.NONE)));
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    ErrorRecord refused = gateway.errors().get(0);
    assertThat(refused.getFailure().getTypePath())
        .map(String::valueOf)
        .containsExactly("policy", "rate_limited");
    assertThat(refused.getLimits())
        .extracting(limit -> limit.getLimit().getMetric())
        .containsExactly(LimitMetric.CONCURRENT);
    assertThat(refused.getBudgetNeeds()).isNotEmpty();
  }

  @Test
  void shouldRefuseThePolicyWhenItsRouteDoesNotExist() {
    // When
    gateway.tenant("acme", policy(null, "shrot", spend(5_000)));

    // Then
    assertThat(gateway.errors().get(0).getFailure().getMessage())
        .endsWith("on_budget: there is no route 'shrot'");
  }

  @Test
  void shouldNotWaitForTheNextDayWhenItCouldTakeTheCheaperRoute() {
    // Given
    gateway.tenant("acme", policy(null, "short", spend(5_000)));
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.publishes("acme", Waits.waits("r-2", "chat"));

    // Then
    assertThat(gateway.polling().get(1).getOnBudget()).isEqualTo("short");
    assertThat(gateway.polling()).isEmpty();
  }

  @Test
  void shouldTakeTheCheaperRouteWhenTheSpendIsUsedUpByTheTimeOfItsTurn() {
    // Given
    Limit slots = Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, 1, Window.NONE);
    gateway.tenant("acme", policy(null, "short", spend(5_000), slots));
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt first = gateway.dispatcher.next();
    gateway.publishes("acme", Waits.waits("r-2", "chat"));
    PollingEvent waits = gateway.polling().get(1);
    gateway.ends(first, new Outcome.Answered(Answer.text("much", Usage.of(4_900, 0))));

    // When
    gateway.ticksAsAsked();

    // Then
    assertThat(waits.getStatus()).isEqualTo(CallStatus.WAITING);
    assertThat(waits.getOnBudget()).isNull();
    assertThat(waits.getBudgetNeeds()).isNotEmpty();
    PollingEvent turn = gateway.polling().get(0);
    assertThat(turn.getRequestId()).isEqualTo("r-2");
    assertThat(turn.getOnBudget()).isEqualTo("short");
    assertThat(gateway.dispatcher.next().target().name()).isEqualTo("small");
  }

  private static List<Need> needs(PollingEvent event) {
    return List.of(new Need(LimitMetric.SPEND, event.getLimits().get(0).getRequested()));
  }

  private static Limit spend(long micros) {
    return Limit.of(List.of(Scope.TENANT), Metric.SPEND, micros, Window.DAY);
  }

  private static Limit alertingSpend(long micros) {
    return new Limit(
        Set.of(Scope.TENANT),
        Metric.SPEND,
        micros,
        Window.DAY,
        null,
        OptionalInt.empty(),
        List.of(1_000));
  }

  private static Policy policy(@Nullable PolicyKey key, String onBudget, Limit... limits) {
    return new Policy(
        1,
        key == null ? List.of() : List.of(key),
        null,
        null,
        List.of(limits),
        OptionalInt.empty(),
        1,
        List.of(),
        SignatureRule.NONE,
        WebhookRule.NONE,
        onBudget);
  }
}
