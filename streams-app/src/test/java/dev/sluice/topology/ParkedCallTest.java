package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.NOON;
import static dev.sluice.call.CallFixtures.contextWindowExceeded;
import static dev.sluice.call.CallFixtures.quotaExhausted;
import static dev.sluice.call.CallFixtures.rateLimited;
import static dev.sluice.call.CallFixtures.request;
import static dev.sluice.call.CallFixtures.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that wait for another try of their target, as a client sees them on the topics. */
class ParkedCallTest {
  private static final Duration SEVEN = Duration.ofSeconds(7);
  private static final Duration SWEEP = Duration.ofSeconds(1);

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
  void shouldStartTheNextAttemptWhenTheProvidersWaitIsOverAndAtMostOneSweepLater() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "patient"));
    Attempt first = gateway.dispatcher.next();

    // When
    gateway.fails(first, rateLimited(SEVEN));

    // Then
    gateway.timePasses(SEVEN.minusMillis(1));
    assertThat(gateway.dispatcher.isIdle()).isTrue();
    gateway.timePasses(SWEEP.plusMillis(1));
    Attempt second = gateway.dispatcher.next();
    assertThat(second.target()).isEqualTo(first.target());
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.attemptId()).isNotEqualTo(first.attemptId());
    gateway.answers(second, "a gate for water");
    CompletionResult result = only(gateway.results());
    assertThat(result.getAttempts()).hasSize(2);
    assertThat(result.getAttempts().get(0).getFailure().getRetryAfterMs()).isEqualTo(7_000);
  }

  @Test
  void shouldTellWhenAParkedCallGoesOn() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "patient"));
    Attempt first = gateway.dispatcher.next();
    gateway.polling();

    // When
    gateway.fails(first, rateLimited(SEVEN));
    PollingEvent parked = only(gateway.polling());
    gateway.timePasses(SEVEN);
    PollingEvent again = only(gateway.polling());

    // Then
    assertThat(parked.getKind()).isEqualTo(PollingEventKind.STATUS);
    assertThat(parked.getStatus()).isEqualTo(CallStatus.PARKED);
    assertThat(parked.getNotBefore()).isEqualTo(NOON.plus(SEVEN));
    assertThat(parked.getTarget()).isNull();
    assertThat(again.getStatus()).isEqualTo(CallStatus.IN_PROGRESS);
    assertThat(again.getAttempt()).isEqualTo(2);
    assertThat(again.getTarget()).isEqualTo("slow");
  }

  @Test
  void shouldBackOffWhenTheProviderAsksForNoWait() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "patient"));

    // When
    gateway.fails(gateway.dispatcher.next(), serverError());
    gateway.timePasses(Duration.ofSeconds(2));
    gateway.fails(gateway.dispatcher.next(), serverError());
    gateway.timePasses(Duration.ofSeconds(3));
    gateway.fails(gateway.dispatcher.next(), serverError());

    // Then
    ErrorRecord error = only(gateway.errors());
    assertThat(error.getFailure().getTypePath()).containsExactly("provider", "server_error");
    assertThat(error.getAttempts())
        .extracting(attempt -> attempt.getNumber())
        .containsExactly(1, 2, 3);
    assertThat(gateway.dispatcher.isIdle()).isTrue();
  }

  @Test
  void shouldHoldNoCreditAndCountAsOpenWhileItIsParked() {
    // Given
    gateway = gateway.withCredit(1);
    gateway.tenant("acme");
    gateway.tenant("globex", Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, 1, Window.NONE));
    gateway.publishes("globex", request("r-1", "patient"));
    gateway.fails(gateway.dispatcher.next(), rateLimited(SEVEN));

    // When
    gateway.publishes("acme", request("r-2", "single"));
    gateway.publishes("globex", request("r-3", "single"));

    // Then
    Attempt started = gateway.dispatcher.next();
    assertThat(started.request().requestId()).isEqualTo("r-2");
    assertThat(only(gateway.errors()).getRequestId()).isEqualTo("r-3");
    gateway.timePasses(SEVEN);
    assertThat(gateway.dispatcher.isIdle()).isTrue();
    gateway.answers(started, "done");
    assertThat(gateway.dispatcher.next().request().requestId()).isEqualTo("r-1");
  }

  @Test
  void shouldNeverGoOnWhenAParkedCallIsCancelled() {
    // Given
    gateway.tenant("acme", Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, 1, Window.NONE));
    gateway.publishes("acme", request("r-1", "patient"));
    Attempt first = gateway.dispatcher.next();
    gateway.fails(first, rateLimited(SEVEN));

    // When
    gateway.commands("acme", cancel(first.pollingId()));
    gateway.timePasses(Duration.ofMinutes(2));

    // Then
    ErrorRecord error = only(gateway.errors());
    assertThat(error.getFailure().getTypePath()).containsExactly("caller", "cancelled");
    assertThat(error.getAttempts()).hasSize(1);
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
    gateway.publishes("acme", request("r-2", "single"));
    assertThat(gateway.dispatcher.next().request().requestId()).isEqualTo("r-2");
  }

  @Test
  void shouldEndAtOnceWhenTheWaitWouldMissTheDeadline() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "patient"));

    // When
    gateway.fails(gateway.dispatcher.next(), rateLimited(Duration.ofMinutes(1)));

    // Then
    ErrorRecord error = only(gateway.errors());
    assertThat(error.getFailure().getTypePath()).containsExactly("provider", "rate_limited");
    assertThat(error.getFailure().getRetryAfterMs()).isEqualTo(60_000);
  }

  @Test
  void shouldEndWithTheDeadlineWhenItPassesBeforeTheCallIsLookedAtAgain() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "patient"));

    // When
    gateway.fails(gateway.dispatcher.next(), rateLimited(Duration.ofMillis(59_900)));
    gateway.timePasses(Duration.ofSeconds(61));

    // Then
    ErrorRecord error = only(gateway.errors());
    assertThat(error.getFailure().getTypePath()).containsExactly("caller", "deadline_exceeded");
    assertThat(error.getFailure().getOriginal().getTypePath())
        .containsExactly("provider", "rate_limited");
    assertThat(gateway.dispatcher.starts).isEqualTo(1);
  }

  @Test
  void shouldTryAnotherCredentialOfTheSameTargetAtOnce() {
    // Given
    gateway.tenant("acme");
    gateway.publishes("acme", request("r-1", "chat"));

    // When
    gateway.ends(gateway.dispatcher.next(), new Outcome.Failed(quotaExhausted(), true));

    // Then
    Attempt second = gateway.dispatcher.next();
    assertThat(second.target().name()).isEqualTo("first");
    assertThat(second.number()).isEqualTo(2);
  }

  @Test
  void shouldPassOverATargetThatCoolsDown() {
    // Given
    gateway.tenant("acme");
    gateway.dispatcher.health =
        (target, tenant, now) -> target.equals("first") ? now.plusSeconds(30) : now;

    // When
    gateway.publishes("acme", request("r-1", "chat"));
    Attempt second = gateway.dispatcher.next();
    gateway.fails(second, serverError());
    Attempt first = gateway.dispatcher.next();

    // Then
    assertThat(second.target().name()).isEqualTo("second");
    assertThat(first.target().name()).isEqualTo("first");
    PollingEvent accepted = gateway.polling().get(0);
    assertThat(accepted.getTarget()).isEqualTo("second");
  }

  @Test
  void shouldGoOnToTheListForLongPromptsAndReserveForItsDearestTarget() {
    // Given
    gateway.tenant("acme", Limit.of(List.of(Scope.TENANT), Metric.SPEND, 90_000_000, Window.MONTH));

    // When
    gateway.publishes("acme", request("r-1", "short"));
    gateway.fails(gateway.dispatcher.next(), contextWindowExceeded());
    Attempt second = gateway.dispatcher.next();
    gateway.fails(second, serverError());

    // Then
    assertThat(second.target().name()).isEqualTo("second");
    long outputOfTheDearer = 4 * 1_000;
    assertThat(gateway.polling().get(0).getLimits().get(0).getReserved())
        .isGreaterThan(outputOfTheDearer);
    ErrorRecord error = only(gateway.errors());
    assertThat(error.getFailure().getTypePath())
        .containsExactly("caller", "context_window_exceeded");
    assertThat(error.getAttempts()).hasSize(2);
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
