package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.callersFault;
import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a failure cost is settled and told as an answer's is. */
class PaidFailureTest {
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
  void shouldSettleWhatAFailedCallWasPaidFor() {
    // Given
    gateway.tenant(
        "acme",
        Limit.of(List.of(Scope.TENANT), Metric.INPUT_TOKENS, 5_000, Window.MINUTE),
        Limit.of(List.of(Scope.TENANT), Metric.SPEND, 90_000, Window.MONTH));
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.ends(
        gateway.dispatcher.next(), new Outcome.Failed(callersFault(), false, Usage.of(40, 8)));
    gateway.publishes("acme", request("r-2", "chat"));

    // Then
    ErrorRecord error = gateway.errors().get(0);
    assertThat(error.getUsage().getInputTokens()).isEqualTo(40);
    assertThat(error.getUsage().getCostMicros()).isEqualTo(56);
    assertThat(error.getAttempts().get(0).getUsage().getCostMicros()).isEqualTo(56);
    assertThat(gateway.polling().get(1).getLimits())
        .extracting(limit -> limit.getUsed())
        .containsExactly(40L, 56L);
  }

  @Test
  void shouldAddWhatFailuresCostToTheAnswer() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.ends(
        gateway.dispatcher.next(), new Outcome.Failed(serverError(), false, Usage.of(40, 8)));
    gateway.answers(gateway.dispatcher.next(), "a gate for water");

    // Then
    CompletionResult result = gateway.results().get(0);
    assertThat(result.getUsage().getInputTokens()).isEqualTo(50);
    assertThat(result.getAnswer().getUsage().getInputTokens()).isEqualTo(10);
  }
}
