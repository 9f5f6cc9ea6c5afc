package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Credit;
import dev.sluice.call.Sampling;
import dev.sluice.delta.DeltaSink;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.Attempts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of what an attempt writes and of its outcome, through the dispatcher. */
class DeltaProviderTest {
  private static final AnswerDelta HEL = new AnswerDelta.Text("Hel");

  private final FakeProvider provider = new FakeProvider();
  private final FakeLog log = new FakeLog();
  private final CompletableFuture<Void> written = new CompletableFuture<>();
  private final List<String> sunk = new CopyOnWriteArrayList<>();
  private final DeltaSink sink =
      new DeltaSink() {
        @Override
        public void accept(Attempt attempt, List<AnswerDelta> deltas) {
          sunk.add(attempt.attemptId() + deltas);
        }

        @Override
        public CompletionStage<Void> ended(Attempt attempt) {
          sunk.add(attempt.attemptId() + " ended");
          return written;
        }
      };
  private final CallDispatcher calls =
      new CallDispatcher(
          new Providers(Map.of("p", new Providers.Limited(new DeltaProvider(provider, sink), 10))),
          log,
          DispatchLimits.of(new Credit(4, 1_000)),
          new Cooldown(2, Duration.ofSeconds(30), Duration.ofMinutes(1)),
          new OwnerProcess(
              "owner",
              InstantSource.system(),
              Duration.ofSeconds(5),
              Duration.ofSeconds(15),
              DispatchThreads.single("dispatch")));

  @AfterEach
  void close() {
    calls.close();
  }

  private void start(String id) {
    calls.afterCommit().begun();
    calls.startAfterCommit(attempt(id));
    calls.afterCommit().committed();
    await().until(() -> provider.begun.contains(id));
  }

  private static Attempt attempt(String id) {
    return Attempts.attempt(
        id, 1, Attempts.target("t", "p"), Attempts.request(List.of(), null), Sampling.NONE);
  }

  @Test
  void shouldPublishTheOutcomeWhenAllThatWasWrittenIsThere() {
    // Given
    start("a");
    provider.write("a", HEL);
    provider.answer("a");
    assertThat(sunk).containsExactly("a" + List.of(HEL), "a ended");
    assertThat(log.outcome("a")).isNull();

    // When
    written.complete(null);

    // Then
    assertThat(log.outcome("a")).isNotNull();
  }

  @Test
  void shouldNotWaitForAnAttemptThatHasWrittenNothing() {
    // Given
    start("a");

    // When
    provider.answer("a");

    // Then
    assertThat(log.outcome("a")).isNotNull();
    assertThat(sunk).isEmpty();
  }

  @Test
  void shouldEndWhatAnAttemptHasWrittenThatCouldNotBeStarted() {
    // Given
    Provider broken =
        (attempt, timeout, listener) -> {
          listener.deltas(List.of(HEL));
          throw new IllegalStateException("no connection is left");
        };
    DeltaProvider deltas = new DeltaProvider(broken, sink);

    // When
    Throwable failure =
        catchThrowable(() -> deltas.start(attempt("a"), Duration.ofSeconds(1), outcome -> {}));

    // Then
    assertThat(failure).hasMessage("no connection is left");
    assertThat(sunk).containsExactly("a" + List.of(HEL), "a ended");
  }

  @Test
  void shouldWriteNothingMoreAfterTheEnd() {
    // Given
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    LateProvider late = new LateProvider();
    Exchange unused =
        new DeltaProvider(late, sink).start(attempt("a"), Duration.ofSeconds(1), outcome::complete);
    late.answer();

    // When
    late.write(HEL);

    // Then
    assertThat(outcome).isDone();
    assertThat(sunk).isEmpty();
  }
}
