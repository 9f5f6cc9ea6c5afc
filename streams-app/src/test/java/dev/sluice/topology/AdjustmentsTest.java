package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.ErrorRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was changed in a request, in the events that list its attempts. */
class AdjustmentsTest {
  private static final List<String> COLD = List.of("temperature dropped");

  @TempDir Path stateDir;
  private GatewayHarness gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayHarness(stateDir);
    gateway.tenant("acme");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static Failure failure(FailureType type) {
    return Failure.of(type, FailureFacts.of(type, "as told"));
  }

  @Test
  void shouldListWhatEachAttemptWasAdjustedIn() {
    // Given
    gateway.publishes("acme", CallFixtures.request("r-1", "chat"));

    // When
    Attempt first = gateway.dispatcher.next();
    gateway.ends(
        first, new Outcome.Failed(failure(FailureType.UNSUPPORTED_PARAMETERS)).adjusted(COLD));
    Attempt second = gateway.dispatcher.next();
    gateway.ends(second, new Outcome.Answered(Answer.text("hi", Usage.of(1, 1))));

    // Then
    assertThat(gateway.results().get(0).getAttempts())
        .extracting(dev.sluice.v1.Attempt::getAdjustments)
        .containsExactly(COLD, List.of());
  }

  @Test
  void shouldEndWithoutAnotherAttemptWhereTheCallerIsToBeTold() {
    // Given
    gateway.publishes("acme", CallFixtures.request("r-1", "chat"));

    // When
    gateway.ends(
        gateway.dispatcher.next(),
        new Outcome.Failed(failure(FailureType.UNSUPPORTED_PARAMETERS_REFUSED)));

    // Then
    ErrorRecord error = gateway.errors().get(0);
    assertThat(error.getAttempts()).hasSize(1);
    assertThat(error.getFailure().getStatus()).isEqualTo(400);
    assertThat(error.getFailure().getTypePath())
        .startsWith("caller", "invalid_request", "unsupported_parameters");
  }
}
