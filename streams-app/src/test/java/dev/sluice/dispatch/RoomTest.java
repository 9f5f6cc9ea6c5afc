package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Credit;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.provider.Providers;
import dev.sluice.provider.http.Attempts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in flight is bounded: in bytes of the process, and in calls of each target. */
class RoomTest {
  private static final int MANY = 100;

  private final FakeProvider provider = new FakeProvider();
  private final CallDispatcher calls =
      new CallDispatcher(
          new Providers(Map.of("p", new Providers.Limited(provider, MANY))),
          new FakeLog(),
          DispatchLimits.of(new Credit(MANY, 1_000)),
          Cooldown.OFF,
          Duration.ofMinutes(1),
          InstantSource.system());

  @AfterEach
  void close() {
    calls.close();
  }

  private static Target target(String name, int maxInFlight) {
    return new Target(name, "p", "m", Sampling.NONE, null, Duration.ofMinutes(1), maxInFlight);
  }

  private static Attempt attempt(String id, String tenant, Target target, int payloadSize) {
    return new Attempt(
        id,
        1,
        CallFixtures.accepted("resp_" + id, tenant, 7, null),
        target,
        Sampling.NONE,
        Attempts.request(List.of(), null),
        Instant.now().plusSeconds(60),
        payloadSize,
        List.of());
  }

  private static Attempt attempt(String id, int payloadSize) {
    return attempt(id, "acme", target("t", MANY), payloadSize);
  }

  private void start(Attempt... attempts) {
    calls.afterCommit().begun();
    List.of(attempts).forEach(calls::startAfterCommit);
    calls.afterCommit().committed();
  }

  private void awaitBegun(String... ids) {
    await().untilAsserted(() -> assertThat(provider.begun).containsExactly(ids));
  }

  private void awaitQueued(int waiting) {
    await().until(() -> calls.queued() == waiting);
  }

  @Test
  void shouldHoldTheBytesOfTheInstance() {
    // Given
    start(attempt("a", 600), attempt("b", 400), attempt("c", 1));
    awaitBegun("a", "b");
    awaitQueued(1);
    assertThat(calls.bytesInFlight()).isEqualTo(1_000);

    // When
    provider.answer("b");

    // Then
    awaitBegun("a", "b", "c");
    assertThat(calls.bytesInFlight()).isEqualTo(601);
  }

  @Test
  void shouldMakeACallOfAnySizeWhenNoOtherIsInFlight() {
    // Given
    start(attempt("a", 600), attempt("larger than all", 5_000), attempt("b", 1));
    awaitBegun("a");
    awaitQueued(2);

    // When
    provider.answer("a");

    // Then
    awaitBegun("a", "larger than all");
    provider.answer("larger than all");
    awaitBegun("a", "larger than all", "b");
  }

  @Test
  void shouldHoldUpNoOtherTargetWhenOneIsFull() {
    // Given
    Target narrow = target("narrow", 1);
    Target wide = target("wide", MANY);
    start(
        attempt("n1", "acme", narrow, 1),
        attempt("n2", "acme", narrow, 1),
        attempt("w1", "acme", wide, 1),
        attempt("w2", "acme", wide, 1));
    awaitBegun("n1", "w1", "w2");
    assertThat(calls.queued()).isEqualTo(1);

    // When
    provider.answer("n1");

    // Then
    awaitBegun("n1", "w1", "w2", "n2");
  }

  @Test
  void shouldStartAnotherTenantsCallSecondWhenOneHasManyWaitingAtTheTarget() {
    // Given
    Target narrow = target("narrow", 1);
    start(attempt("first", "big", narrow, 1));
    awaitBegun("first");
    for (int i = 1; i < 50; i++) {
      start(attempt("big-" + i, "big", narrow, 1));
    }
    start(attempt("small", "small", narrow, 1));
    awaitQueued(50);

    // When
    provider.answer("first");
    awaitBegun("first", "big-1");
    provider.answer("big-1");

    // Then
    awaitBegun("first", "big-1", "small");
    provider.answer("small");
    awaitBegun("first", "big-1", "small", "big-2");
  }

  @Test
  void shouldForgetACallThatIsCancelledWhileItWaits() {
    // Given
    Target narrow = target("narrow", 1);
    start(
        attempt("a", "acme", narrow, 1),
        attempt("b", "acme", narrow, 1),
        attempt("c", "globex", narrow, 1));
    awaitBegun("a");
    awaitQueued(2);

    // When
    calls.cancel("b");

    // Then
    awaitQueued(1);
    provider.answer("a");
    awaitBegun("a", "c");
  }
}
