package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Credit;
import dev.sluice.call.Outcome;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.Attempts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallDispatcherTest {
  private final FakeProvider small = new FakeProvider();
  private final FakeProvider big = new FakeProvider();
  private final FakeLog log = new FakeLog();
  private volatile Instant now = Instant.now();
  private final InstantSource clock = () -> now;
  private final CallDispatcher calls =
      new CallDispatcher(
          new Providers(
              Map.of(
                  "small", new Providers.Limited(small, 2),
                  "big", new Providers.Limited(big, 100))),
          log,
          DispatchLimits.of(new Credit(4, 1_000)),
          new Cooldown(2, Duration.ofSeconds(30), Duration.ofMinutes(1)),
          new OwnerProcess(
              "owner",
              clock,
              Duration.ofMillis(20),
              Duration.ofMinutes(1),
              DispatchThreads.single("dispatch")));

  @AfterEach
  void close() {
    calls.close();
  }

  private Attempt attempt(String id, String target, String provider, Duration deadline) {
    Attempt any =
        Attempts.attempt(
            id,
            1,
            Attempts.target(target, provider),
            Attempts.request(List.of(), null),
            Sampling.NONE);
    return new Attempt(
        id,
        1,
        CallFixtures.accepted(any.pollingId(), any.tenant(), 7, null),
        any.target(),
        any.sampling(),
        any.request(),
        now.plus(deadline),
        100,
        List.of());
  }

  private Attempt attempt(String id, String provider) {
    return attempt(id, "at-" + provider, provider, Duration.ofMinutes(1));
  }

  private void start(Attempt... attempts) {
    calls.afterCommit().begun();
    List.of(attempts).forEach(calls::startAfterCommit);
    calls.afterCommit().committed();
  }

  private void release(String attemptId) {
    calls.afterCommit().begun();
    calls.releaseAfterCommit(attemptId);
    calls.afterCommit().committed();
  }

  private static void awaitBegun(FakeProvider provider, String... ids) {
    await().untilAsserted(() -> assertThat(provider.begun).containsExactly(ids));
  }

  private void awaitOutcome(String id) {
    await().until(() -> log.outcome(id) != null);
  }

  @Test
  void shouldReportTheAnswerUnderItsOwnersId() {
    // Given
    start(attempt("a", "big"));
    awaitBegun(big, "a");

    // When
    big.answer("a");

    // Then
    assertThat(log.reports).hasSize(1);
    AttemptReport report = log.reports.get(0);
    assertThat(report.ownerId()).isEqualTo(calls.ownerId());
    assertThat(report.attemptId()).isEqualTo("a");
    assertThat(report.attempt().target()).isEqualTo("at-big");
    assertThat(report.attempt().provider()).isEqualTo("big");
    assertThat(report.attempt().startedAt()).isEqualTo(now);
    assertThat(report.outcome()).isInstanceOf(Outcome.Answered.class);
  }

  @Test
  void shouldBeLiveFromTheStartsCommitToTheReleasesCommit() {
    // Given
    calls.afterCommit().begun();
    calls.startAfterCommit(attempt("a", "big"));
    assertThat(calls.isLive("a")).isFalse();
    calls.afterCommit().committed();
    assertThat(calls.isLive("a")).isTrue();
    awaitBegun(big, "a");
    big.answer("a");
    assertThat(calls.isLive("a")).isTrue();

    // When
    calls.afterCommit().begun();
    calls.releaseAfterCommit("a");
    calls.afterCommit().forgotten();
    assertThat(calls.isLive("a")).isTrue();
    release("a");

    // Then
    assertThat(calls.isLive("a")).isFalse();
    assertThat(calls.live()).isZero();
  }

  @Test
  void shouldNotBeLiveWhenTheStartIsForgotten() {
    // Given
    calls.afterCommit().begun();
    calls.startAfterCommit(attempt("a", "big"));

    // When
    calls.afterCommit().forgotten();

    // Then
    assertThat(calls.isLive("a")).isFalse();
    start(attempt("b", "big"));
    awaitBegun(big, "b");
  }

  @Test
  void shouldStartALiveAttemptOnce() {
    // Given
    start(attempt("a", "big"));

    // When
    start(attempt("a", "big"), attempt("b", "big"));

    // Then
    awaitBegun(big, "a", "b");
  }

  @Test
  void shouldForgetAtItsEndACallThatWasReleasedBefore() {
    // Given
    start(attempt("a", "big"));
    awaitBegun(big, "a");
    release("a");
    assertThat(calls.isLive("a")).isFalse();

    // When
    big.answer("a");

    // Then
    assertThat(log.outcome("a")).isNotNull();
    assertThat(calls.live()).isZero();
  }

  @Test
  void shouldQueueWhatAProviderHasNoRoomForWithoutHoldingOthersUp() {
    // Given
    start(
        attempt("s1", "small"),
        attempt("s2", "small"),
        attempt("s3", "small"),
        attempt("s4", "small"),
        attempt("b1", "big"));
    awaitBegun(big, "b1");
    awaitBegun(small, "s1", "s2");
    assertThat(calls.queued()).isEqualTo(2);
    assertThat(calls.inFlight()).isEqualTo(3);

    // When
    small.answer("s2");

    // Then
    awaitBegun(small, "s1", "s2", "s3");
    assertThat(calls.started()).isEqualTo(4);
  }

  @Test
  void shouldHoldTheCapOfTheInstanceAndServeTargetsInTurn() {
    // Given
    Duration minute = Duration.ofMinutes(1);
    start(
        attempt("x1", "x", "big", minute),
        attempt("x2", "x", "big", minute),
        attempt("x3", "x", "big", minute),
        attempt("x4", "x", "big", minute));
    awaitBegun(big, "x1", "x2", "x3", "x4");
    start(
        attempt("x5", "x", "big", minute),
        attempt("x6", "x", "big", minute),
        attempt("y1", "y", "big", minute));
    await().until(() -> calls.queued() == 3);

    // When
    big.answer("x1");
    awaitBegun(big, "x1", "x2", "x3", "x4", "x5");
    big.answer("x2");

    // Then
    awaitBegun(big, "x1", "x2", "x3", "x4", "x5", "y1");
    assertThat(calls.inFlight()).isEqualTo(4);
  }

  @Test
  void shouldGiveAnAttemptNoMoreTimeThanItsDeadlineLeaves() {
    // When
    start(
        attempt("short", "t", "big", Duration.ofSeconds(3)),
        attempt("long", "t", "big", Duration.ofHours(1)));

    // Then
    awaitBegun(big, "short", "long");
    assertThat(big.timeouts)
        .containsEntry("short", Duration.ofSeconds(3))
        .containsEntry("long", Duration.ofSeconds(20));
  }

  @Test
  void shouldFailWhenTheDeadlinePassesInTheQueue() {
    // Given
    start(attempt("s1", "small"), attempt("s2", "small"));
    awaitBegun(small, "s1", "s2");

    // When
    start(attempt("late", "t", "small", Duration.ofMillis(50)));

    // Then
    awaitOutcome("late");
    assertThat(log.failure("late")).isEqualTo(FailureType.DEADLINE_EXCEEDED);
    assertThat(log.reports.get(0).attempt().startedAt()).isNull();
    assertThat(calls.queued()).isZero();
  }

  @Test
  void shouldFailWhenNoProviderHasTheTargetsName() {
    // When
    start(attempt("a", "nobody"));

    // Then
    awaitOutcome("a");
    assertThat(log.failure("a")).isEqualTo(FailureType.UNKNOWN_PROVIDER);
  }

  @Test
  void shouldCancelWhatWaitsAndWhatIsInFlight() {
    // Given
    start(attempt("s1", "small"), attempt("s2", "small"), attempt("s3", "small"));
    awaitBegun(small, "s1", "s2");

    // When
    calls.cancel("s3");
    calls.cancel("s1");
    calls.cancel("unknown");

    // Then
    awaitOutcome("s3");
    awaitOutcome("s1");
    assertThat(log.failure("s1")).isEqualTo(FailureType.CANCELLED);
    assertThat(log.failure("s3")).isEqualTo(FailureType.CANCELLED);
    assertThat(small.begun).containsExactly("s1", "s2");
  }

  @Test
  void shouldWaitForDurableOutcomesWhenItDrains() throws Exception {
    // Given
    log.durableAtOnce = false;
    start(attempt("a", "big"));
    awaitBegun(big, "a");
    big.answer("a");
    boolean early = calls.drain(Duration.ofMillis(20));

    // When
    log.makeDurable();

    // Then
    assertThat(early).isFalse();
    assertThat(calls.drain(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void shouldStartNothingWhileItDrainsAndGiveUpTheRestWhenItCloses() throws Exception {
    // Given
    start(attempt("flying", "big"));
    awaitBegun(big, "flying");
    assertThat(calls.drain(Duration.ofMillis(20))).isFalse();
    start(attempt("queued", "big"));

    // When
    calls.close();

    // Then
    assertThat(big.begun).containsExactly("flying");
    assertThat(log.outcome("flying")).isEqualTo(new Outcome.Abandoned());
    assertThat(log.outcome("queued")).isEqualTo(new Outcome.Abandoned());
  }

  @Test
  void shouldKeepAnAnswerThatComesWhileItIsGivenUp() throws Exception {
    // Given
    start(attempt("a", "big"));
    awaitBegun(big, "a");
    calls.drain(Duration.ofMillis(1));
    big.answer("a");

    // When
    calls.close();

    // Then
    assertThat(log.reports).hasSize(1);
    assertThat(log.outcome("a")).isInstanceOf(Outcome.Answered.class);
  }

  @Test
  void shouldBeatForPartitionsWhoseCallsAreNotDurable() {
    // Given
    log.durableAtOnce = false;
    start(attempt("a", "big"));
    awaitBegun(big, "a");
    big.answer("a");
    log.held.clear();
    await().untilAsserted(() -> assertThat(log.held).isEqualTo(Map.of(7, List.of("a"))));

    // When
    log.makeDurable();

    // Then
    await()
        .during(Duration.ofMillis(100))
        .until(
            () -> {
              boolean quiet = log.held.isEmpty();
              log.held.clear();
              return quiet;
            });
  }

  @Test
  void shouldForgetAnEndedCallThatNobodyHandlesAfterItsDeadline() {
    // Given
    start(attempt("a", "big"));
    awaitBegun(big, "a");
    big.answer("a");

    // When
    now = now.plus(Duration.ofMinutes(1)).plus(DispatchLimits.GRACE).plusSeconds(1);

    // Then
    await().until(() -> !calls.isLive("a"));
  }

  @Test
  void shouldKeepUpWithManyCallsThatEndAtOnce() {
    // Given
    Target unknown = Attempts.target("t", "nobody");
    Attempt[] attempts = new Attempt[10_000];
    for (int i = 0; i < attempts.length; i++) {
      attempts[i] = attempt("n" + i, unknown.name(), unknown.provider(), Duration.ofMinutes(1));
    }

    // When
    start(attempts);

    // Then
    await().until(() -> log.reports.size() == attempts.length);
    assertThat(calls.queued()).isZero();
    assertThat(calls.inFlight()).isZero();
  }
}
