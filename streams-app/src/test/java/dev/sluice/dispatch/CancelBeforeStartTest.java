package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.call.Attempt;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Credit;
import dev.sluice.call.Sampling;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.Attempts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of attempts whose calls are cancelled in the transaction that accepted them. */
class CancelBeforeStartTest {
  private final FakeProvider provider = new FakeProvider();
  private final FakeLog log = new FakeLog();
  private final CallDispatcher calls =
      new CallDispatcher(
          new Providers(Map.of("p", new Providers.Limited(provider, 10))),
          log,
          DispatchLimits.of(new Credit(10, 1_000)),
          Cooldown.OFF,
          Duration.ofMinutes(1),
          InstantSource.system());

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void shouldReportAnAttemptAsCancelledAndNeverBeginItWhenItIsCancelledBeforeItsCommit() {
    // Given
    calls.afterCommit().begun();
    calls.startAfterCommit(attempt("cancelled"));
    calls.startAfterCommit(attempt("other"));

    // When
    calls.cancel("cancelled");
    calls.afterCommit().committed();

    // Then
    await().until(() -> log.failure("cancelled") == FailureType.CANCELLED);
    await().untilAsserted(() -> assertThat(provider.begun).containsExactly("other"));
    assertThat(calls.isLive("cancelled")).isTrue();
  }

  @Test
  void shouldForgetTheCancelWhenTheTransactionAborts() {
    // Given
    calls.afterCommit().begun();
    calls.startAfterCommit(attempt("a"));
    calls.cancel("a");
    calls.afterCommit().forgotten();

    // When
    calls.afterCommit().begun();
    calls.startAfterCommit(attempt("a"));
    calls.afterCommit().committed();

    // Then
    await().untilAsserted(() -> assertThat(provider.begun).containsExactly("a"));
  }

  @Test
  void shouldNameEachMarkDifferently() {
    // When
    String first = calls.mark(3);
    String second = calls.mark(3);

    // Then
    assertThat(second).isNotEqualTo(first);
    assertThat(log.marks)
        .containsExactly(calls.ownerId() + " in 3: " + first, calls.ownerId() + " in 3: " + second);
  }

  private static Attempt attempt(String id) {
    return Attempts.attempt(
        id, 1, Attempts.target("t", "p"), Attempts.request(List.of(), null), Sampling.NONE);
  }
}
