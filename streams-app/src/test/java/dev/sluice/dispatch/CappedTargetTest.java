package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Credit;
import dev.sluice.call.Outcome;
import dev.sluice.call.RateCap;
import dev.sluice.call.Sampling;
import dev.sluice.call.Usage;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.FallbackKind;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.Attempts;
import dev.sluice.simulation.StepExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Calls beyond a target's cap wait, and hold back nothing else. */
class CappedTargetTest {
  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final FakeProvider provider = new FakeProvider();
  private final FakeLog log = new FakeLog();
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final StepExecutor thread = new StepExecutor(() -> now.toEpochMilli());
  private final CallDispatcher calls =
      new CallDispatcher(
          new Providers(Map.of("p", new Providers.Limited(provider, 100))),
          log,
          new DispatchLimits(
              new Credit(100, 1_000_000),
              Map.of("rpm", new RateCap(2L, null), "tpm", new RateCap(null, 1_000L))),
          new Cooldown(1, Duration.ofSeconds(30), Duration.ofMinutes(1)),
          new OwnerProcess("owner", () -> now, Duration.ofHours(1), Duration.ofHours(3), thread));

  private void settle() {
    while (thread.step()) {}
  }

  private void passes(Duration time) {
    now = now.plus(time);
    settle();
  }

  private Attempt attempt(String id, String tenant, String target, Duration deadline, long tokens) {
    return new Attempt(
        id,
        1,
        CallFixtures.accepted("resp_" + id, tenant, 7, null),
        Attempts.target(target, "p"),
        Sampling.NONE,
        Attempts.request(List.of(), null),
        now.plus(deadline),
        100,
        List.of(),
        tokens,
        1);
  }

  private Attempt attempt(String id, String tenant, String target) {
    return attempt(id, tenant, target, DEADLINE, 0);
  }

  private Attempt taking(String id, long tokens) {
    return attempt(id, "acme", "tpm", DEADLINE, tokens);
  }

  private void start(Attempt... attempts) {
    calls.afterCommit().begun();
    List.of(attempts).forEach(calls::startAfterCommit);
    calls.afterCommit().committed();
    settle();
  }

  private Outcome.Failed failed(String id) {
    return Objects.requireNonNull((Outcome.Failed) log.outcome(id));
  }

  @Test
  void shouldWaitAtACappedTargetAndHoldBackNoOther() {
    // Given
    start(attempt("a", "acme", "rpm"), attempt("b", "acme", "rpm"), attempt("c", "acme", "rpm"));
    assertThat(provider.begun).containsExactly("a", "b");

    // When
    start(attempt("d", "acme", "free"));

    // Then
    assertThat(provider.begun).containsExactly("a", "b", "d");
    assertThat(calls.queued()).isEqualTo(1);
    passes(Duration.ofSeconds(31));
    assertThat(provider.begun).containsExactly("a", "b", "d", "c");
  }

  @Test
  void shouldServeTenantsInTurn() {
    // Given
    start(attempt("a1", "acme", "rpm"), attempt("a2", "acme", "rpm"));
    assertThat(provider.begun).containsExactly("a1", "a2");
    start(attempt("a3", "acme", "rpm"), attempt("a4", "acme", "rpm"));
    start(attempt("g1", "globex", "rpm"));
    assertThat(calls.queued()).isEqualTo(3);

    // When
    passes(Duration.ofMinutes(1));

    // Then
    assertThat(provider.begun).containsExactly("a1", "a2", "a3", "g1");
    passes(Duration.ofMinutes(1));
    assertThat(provider.begun).containsExactly("a1", "a2", "a3", "g1", "a4");
  }

  @Test
  void shouldStartByItselfWhenTheCapHasRoom() {
    // Given
    start(attempt("a", "acme", "rpm"), attempt("b", "acme", "rpm"), attempt("c", "acme", "rpm"));
    assertThat(provider.begun).containsExactly("a", "b");

    // When
    passes(Duration.ofMillis(30_001));

    // Then
    assertThat(provider.begun).containsExactly("a", "b", "c");
    assertThat(calls.queued()).isZero();
  }

  @Test
  void shouldEndAWaitWithTheDeadline() {
    // Given
    start(taking("a", 1_000), taking("b", 1_000));
    start(attempt("c", "globex", "tpm", Duration.ofSeconds(100), 500));
    provider.answer("a", Answer.text("hi", Usage.of(3_000, 0)));
    settle();

    // When
    passes(Duration.ofSeconds(100));

    // Then
    assertThat(failed("c").failure()).isInstanceOf(CallerFailure.DeadlineExceeded.class);
    assertThat(provider.begun).containsExactly("a");
  }

  @Test
  void shouldCountWhatAnAnswerUsed() {
    // Given
    start(taking("a", 800), taking("b", 800));
    assertThat(provider.begun).containsExactly("a");

    // When
    provider.answer("a", Answer.text("hi", Usage.of(150, 50)));
    settle();

    // Then
    assertThat(provider.begun).containsExactly("a", "b");
  }

  @Test
  void shouldLeaveACallWhoseTurnComesTooLateToAnotherTarget() {
    // Given
    start(attempt("a", "acme", "rpm"), attempt("b", "acme", "rpm"), attempt("c", "acme", "rpm"));
    assertThat(provider.begun).containsExactly("a", "b");

    // When
    start(attempt("d", "acme", "rpm", Duration.ofSeconds(45), 0));

    // Then
    Outcome.Failed failed = failed("d");
    assertThat(failed.failure().type()).isEqualTo(FailureType.PROVIDER_RATE_LIMITED);
    assertThat(failed.failure().type().fallback()).isEqualTo(FallbackKind.GENERAL);
    assertThat(failed.failure().facts().retryAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(failed.failure().message())
        .isEqualTo("the cap of target rpm has room in 60000 ms only, after the deadline");
    // the target is as healthy as before
    assertThat(calls.health().fitFrom("rpm", "acme", now)).isEqualTo(now);
    assertThat(calls.queued()).isEqualTo(1);
  }

  @Test
  void shouldNotCountAnothersBacklogAgainstATenantWhoseTurnComesFirst() {
    // Given
    start(attempt("a", "acme", "rpm"), attempt("b", "acme", "rpm"));
    assertThat(provider.begun).containsExactly("a", "b");
    start(attempt("c", "acme", "rpm"), attempt("d", "acme", "rpm"), attempt("e", "acme", "rpm"));
    assertThat(calls.queued()).isEqualTo(3);

    // When
    start(attempt("g", "globex", "rpm", Duration.ofSeconds(70), 0));

    // Then
    assertThat(calls.queued()).isEqualTo(4);
  }

  @Test
  void shouldCallACallLateThatComesAfterItsDeadline() {
    // When
    start(attempt("a", "acme", "rpm", Duration.ofSeconds(-1), 0));

    // Then
    assertThat(failed("a").failure()).isInstanceOf(CallerFailure.DeadlineExceeded.class);
  }

  @Test
  void shouldEndAWaitWithTheCall() {
    // Given
    start(attempt("a", "acme", "rpm"), attempt("b", "acme", "rpm"), attempt("c", "acme", "rpm"));
    assertThat(calls.queued()).isEqualTo(1);

    // When
    calls.cancel("c");
    settle();

    // Then
    assertThat(failed("c").failure()).isInstanceOf(CallerFailure.Cancelled.class);
    assertThat(calls.queued()).isEqualTo(0);
  }
}
