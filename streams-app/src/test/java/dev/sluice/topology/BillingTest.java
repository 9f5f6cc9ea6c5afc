package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a consumer adds up from the topics is what the limits have counted. */
class BillingTest {
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
  void shouldAddUpFromTheTopicsAloneToWhatTheLimitsHaveCounted() {
    // Given
    gateway.tenant("acme", limit(Metric.TOKENS), limit(Metric.SPEND));
    answers("answered", 10, 5);
    fallsBackAfterAPaidFailure();
    failsEverywhere();
    isCancelledAndAnsweredLate();
    isAnsweredTwice();
    gateway.publishes("acme", request("refused", "gpt-99"));

    // When
    List<dev.sluice.v1.Usage> bill = bill();
    List<LimitState> counted = probe();

    // Then
    assertThat(bill).hasSize(6);
    assertThat(counted.get(0).getUsed())
        .isEqualTo(bill.stream().mapToLong(u -> u.getInputTokens() + u.getOutputTokens()).sum())
        .isEqualTo(15 + 37 + 11 + 2 + 15 + 15 + 15);
    assertThat(counted.get(1).getUsed())
        .isEqualTo(bill.stream().mapToLong(dev.sluice.v1.Usage::getCostMicros).sum());
    assertThat(gateway.contents().spend())
        .as("what operators see")
        .extracting(row -> row.month().micros())
        .satisfies(
            spent ->
                assertThat(spent.stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(counted.get(1).getUsed()));
  }

  @Test
  void shouldReserveSpendAtTheDearestTargetThatAnyFallbackMayReach() {
    // Given
    gateway.tenant("acme", limit(Metric.SPEND), limit(Metric.INPUT_TOKENS));

    // When
    gateway.publishes("acme", request("r-1", "short"));

    // Then
    List<LimitState> reserved = gateway.polling().get(0).getLimits();
    long input = reserved.get(1).getReserved();
    // not the 1 and 2 dollars per million of its only target, but its fallback's for long prompts
    assertThat(reserved.get(0).getReserved()).isEqualTo(3 * input + 4 * 1_000);
  }

  private void answers(String id, int input, int output) {
    gateway.publishes("acme", request(id, "chat"));
    ends(gateway.dispatcher.next(), input, output);
  }

  private void ends(Attempt attempt, int input, int output) {
    gateway.ends(
        attempt,
        new Outcome.Answered(dev.sluice.call.Answer.text("water", Usage.of(input, output))));
  }

  private void fallsBackAfterAPaidFailure() {
    gateway.publishes("acme", request("fell back", "chat"));
    gateway.ends(
        gateway.dispatcher.next(), new Outcome.Failed(serverError(), false, Usage.of(30, 7)));
    ends(gateway.dispatcher.next(), 8, 3);
  }

  private void failsEverywhere() {
    gateway.publishes("acme", request("failed", "chat"));
    gateway.fails(gateway.dispatcher.next(), serverError());
    gateway.ends(
        gateway.dispatcher.next(), new Outcome.Failed(serverError(), false, Usage.of(2, 0)));
  }

  private void isCancelledAndAnsweredLate() {
    gateway.publishes("acme", request("cancelled", "chat"));
    Attempt attempt = gateway.dispatcher.next();
    gateway.commands("acme", cancel(attempt));
    gateway.answers(attempt, "too late");
  }

  private void isAnsweredTwice() {
    gateway.publishes("acme", request("twice", "chat"));
    Attempt first = gateway.dispatcher.next();
    gateway.ends(first, new Outcome.Abandoned());
    gateway.answers(gateway.dispatcher.next(), "in time");
    gateway.answers(first, "too late");
    gateway.answers(first, "too late");
  }

  /** Each accepted request's own, and what came later. */
  private List<dev.sluice.v1.Usage> bill() {
    List<dev.sluice.v1.Usage> bill = new ArrayList<>();
    gateway.results().stream().map(CompletionResult::getUsage).forEach(bill::add);
    gateway.errors().stream()
        .filter(error -> error.getStage() == ErrorStage.FAILED)
        .map(ErrorRecord::getUsage)
        .filter(usage -> usage != null && usage.getInputTokens() > 0)
        .forEach(bill::add);
    gateway.polling().stream()
        .filter(event -> event.getKind() == PollingEventKind.LATE_USAGE)
        .map(event -> event.getLate().getUsage())
        .forEach(bill::add);
    return bill;
  }

  private List<LimitState> probe() {
    gateway.publishes("acme", request("probe", "chat"));
    return gateway.polling().stream()
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .map(PollingEvent::getLimits)
        .findFirst()
        .orElseThrow();
  }

  private static Limit limit(Metric metric) {
    return Limit.of(List.of(Scope.TENANT), metric, 10_000_000, Window.MONTH);
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
