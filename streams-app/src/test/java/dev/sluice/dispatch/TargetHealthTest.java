package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Credit;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.Attempts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TargetHealthTest {
  private static final Duration COOLING = Duration.ofSeconds(30);
  private static final String TENANT = "acme";
  private static final String OTHER_TENANT = "globex";
  private static final Target TARGET = Attempts.target("t", "p");

  private final FakeProvider provider = new FakeProvider();
  private final FakeLog log = new FakeLog();
  private volatile Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final CallDispatcher calls =
      new CallDispatcher(
          new Providers(Map.of("p", new Providers.Limited(provider, 100))),
          log,
          DispatchLimits.of(new Credit(100, 1_000_000)),
          new Cooldown(2, COOLING, Duration.ofMinutes(5)),
          new OwnerProcess(
              "owner",
              () -> now,
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              DispatchThreads.single("dispatch")));

  @AfterEach
  void close() {
    calls.close();
  }

  private Attempt attempt(String id, String tenant, Duration deadline) {
    Attempt any = Attempts.attempt(id, 1, TARGET, Attempts.request(List.of(), null), Sampling.NONE);
    return new Attempt(
        id,
        1,
        CallFixtures.accepted(any.pollingId(), tenant, 7, null),
        any.target(),
        any.sampling(),
        any.request(),
        now.plus(deadline),
        0,
        List.of());
  }

  private void begin(String id, Duration deadline) {
    begin(attempt(id, TENANT, deadline));
  }

  private void begin(Attempt attempt) {
    String id = attempt.attemptId();
    calls.afterCommit().begun();
    calls.startAfterCommit(attempt);
    calls.afterCommit().committed();
    await().until(() -> provider.begun.contains(id));
  }

  private void begin(String id) {
    begin(id, Duration.ofMinutes(10));
  }

  private static Failure failure(FailureType type) {
    return Failure.of(type, FailureFacts.of(type, "no"));
  }

  private void fail(String id, FailureType type) {
    begin(id);
    provider.fail(id, failure(type));
  }

  private void failOfAnother(String id, FailureType type) {
    begin(attempt(id, OTHER_TENANT, Duration.ofMinutes(10)));
    provider.fail(id, failure(type));
  }

  private void coolDown() {
    fail("a", FailureType.SERVER_ERROR);
    fail("b", FailureType.CONNECTION);
    assertThat(fitFrom()).isEqualTo(now.plus(COOLING));
  }

  private Instant fitFrom() {
    return calls.health().fitFrom("t", TENANT, now);
  }

  @Test
  void shouldHoldATargetForFitThatIsNotKnown() {
    // When
    Instant fit = calls.health().fitFrom("unknown", TENANT, now);

    // Then
    assertThat(fit).isEqualTo(now);
  }

  @Test
  void shouldLeaveATargetAloneAfterFailuresInARow() {
    // Given
    fail("a", FailureType.SERVER_ERROR);
    assertThat(fitFrom()).isEqualTo(now);

    // When
    fail("b", FailureType.TIMEOUT);

    // Then
    assertThat(fitFrom()).isEqualTo(now.plus(COOLING));
  }

  @Test
  void shouldLeaveATargetAloneForTheTenantWhoseAttemptsFailAndForNoOther() {
    // When
    coolDown();

    // Then
    assertThat(calls.health().fitFrom("t", OTHER_TENANT, now)).isEqualTo(now);
    assertThat(calls.health().fitForAllFrom("t", now)).isEqualTo(now);
    assertThat(calls.health().ownCooldowns("t", now)).isEqualTo(1);
  }

  @Test
  void shouldLeaveATargetAloneForAllWhenTheAttemptsOfTwoTenantsFail() {
    // Given
    fail("a", FailureType.SERVER_ERROR);

    // When
    failOfAnother("b", FailureType.TIMEOUT);

    // Then
    assertThat(calls.health().fitForAllFrom("t", now)).isEqualTo(now.plus(COOLING));
    assertThat(calls.health().fitFrom("t", "initech", now)).isEqualTo(now.plus(COOLING));
    assertThat(calls.health().ownCooldowns("t", now)).isZero();
  }

  @Test
  void shouldNotBlameTheTargetForCallersFailures() {
    // When
    for (int i = 0; i < 5; i++) {
      fail("invalid" + i, FailureType.INVALID_REQUEST);
      fail("cancelled" + i, FailureType.CANCELLED);
    }

    // Then
    assertThat(fitFrom()).isEqualTo(now);
  }

  @Test
  void shouldNotBlameTheTargetWhenDeadlinesLeaveItNoTime() {
    // When
    for (int i = 0; i < 5; i++) {
      begin("hasty" + i, TARGET.timeout().minusSeconds(1));
      provider.fail("hasty" + i, failure(FailureType.TIMEOUT));
    }

    // Then
    assertThat(fitFrom()).isEqualTo(now);
  }

  @Test
  void shouldSendOneProbeFromTheMomentItIsDecidedOn() {
    // Given
    coolDown();
    now = now.plus(COOLING);
    assertThat(fitFrom()).isEqualTo(now);
    calls.afterCommit().begun();

    // When
    calls.startAfterCommit(attempt("probe", TENANT, Duration.ofMinutes(10)));

    // Then
    assertThat(fitFrom()).isAfter(now);
    calls.afterCommit().committed();
    await().until(() -> provider.begun.contains("probe"));
    assertThat(fitFrom()).isAfter(now);
    provider.answer("probe");
    assertThat(fitFrom()).isEqualTo(now);
  }

  @Test
  void shouldCoolLongerWhenTheProbeFails() {
    // Given
    coolDown();
    now = now.plus(COOLING);
    begin("probe");

    // When
    provider.fail("probe", failure(FailureType.SERVER_ERROR));

    // Then
    assertThat(fitFrom()).isEqualTo(now.plus(COOLING.multipliedBy(2)));
  }

  @Test
  void shouldTakeAnotherProbeWhenTheTransactionOfTheFirstIsAborted() {
    // Given
    coolDown();
    now = now.plus(COOLING);
    calls.afterCommit().begun();
    calls.startAfterCommit(attempt("probe", TENANT, Duration.ofMinutes(10)));

    // When
    calls.afterCommit().forgotten();

    // Then
    assertThat(fitFrom()).isAfter(now);
    now = now.plus(TargetStates.START_PATIENCE);
    assertThat(fitFrom()).isEqualTo(now);
  }

  @Test
  void shouldWaitForAProbeAsLongAsItsAttemptMayTake() {
    // Given
    coolDown();
    now = now.plus(COOLING);
    begin("probe");

    // When
    now = now.plus(TARGET.timeout());

    // Then
    assertThat(fitFrom()).isAfter(now);
    now = now.plusSeconds(1);
    assertThat(fitFrom()).isEqualTo(now);
  }

  @Test
  void shouldTakeAnotherProbeWhenTheFirstIsCancelled() {
    // Given
    coolDown();
    now = now.plus(COOLING);
    begin("probe");

    // When
    calls.cancel("probe");

    // Then
    await().until(() -> log.outcome("probe") != null);
    assertThat(fitFrom()).isEqualTo(now);
  }

  @Test
  void shouldWaitWhereTheProviderKnowsThatItWouldBeRefused() {
    // Given
    begin("a");
    provider.answer("a");

    // When
    provider.usableFrom = now.plusSeconds(8);

    // Then
    assertThat(fitFrom()).isEqualTo(now.plusSeconds(8));
  }
}
