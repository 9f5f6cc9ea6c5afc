package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.RateCap;
import dev.sluice.call.Sampling;
import dev.sluice.call.Usage;
import dev.sluice.provider.http.Attempts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateCapsTest {
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final RateCaps caps =
      new RateCaps(Map.of("rpm", new RateCap(6L, null), "tpm", new RateCap(null, 600L)), () -> now);

  private LiveCall call(String target, long tokens) {
    LiveCall call =
        new LiveCall(
            new Attempt(
                "a",
                1,
                CallFixtures.accepted("resp_1", "acme", 7, null),
                Attempts.target(target, "p"),
                Sampling.NONE,
                Attempts.request(List.of(), null),
                now.plusSeconds(60),
                100,
                List.of(),
                tokens,
                1));
    call.tokens = tokens;
    return call;
  }

  private Duration delay(String target, long tokens) {
    return caps.delay(call(target, tokens));
  }

  private Duration turn(String target, int ahead, long tokens) {
    PendingCalls others = new PendingCalls();
    for (int i = 0; i < ahead; i++) {
      others.add(call(target, 1));
    }
    return caps.turn(call(target, tokens), others);
  }

  private void begun(String target, long tokens) {
    caps.begun(call(target, tokens));
  }

  private void ended(long tokens, long used) {
    caps.ended(
        Attempts.target("tpm", "p"),
        tokens,
        new Outcome.Answered(Answer.text("hi", Usage.of(used, 0))));
  }

  private void begin(int times) {
    for (int i = 0; i < times; i++) {
      begun("rpm", 0);
    }
  }

  @Test
  void shouldLetAMinutesWorthGoAtOnceAndThenAsMuchAsFlowsIn() {
    // When
    begin(6);

    // Then
    assertThat(delay("rpm", 0)).isEqualTo(Duration.ofSeconds(10));
    now = now.plusSeconds(10);
    assertThat(delay("rpm", 0)).isZero();
    assertThat(turn("rpm", 1, 0)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldSaveUpNoMoreThanAMinutesWorth() {
    // Given
    begin(6);

    // When
    now = now.plus(Duration.ofDays(1));

    // Then
    begin(6);
    assertThat(delay("rpm", 0)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldTellHowLongAQueueTakes() {
    // When
    Duration delay = turn("rpm", 11, 0);

    // Then
    assertThat(delay).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void shouldCountTokensByTheEstimateAndThenByTheUsage() {
    // Given
    begun("tpm", 600);
    assertThat(delay("tpm", 100)).isEqualTo(Duration.ofSeconds(10));

    // When
    ended(600, 500);

    // Then
    assertThat(delay("tpm", 100)).isZero();
    begun("tpm", 0);
    ended(0, 100);
    assertThat(delay("tpm", 100)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldPromiseNoDelayThatTheUsageMayShorten() {
    // Given
    begun("tpm", 600);

    // When
    Duration least = turn("tpm", 3, 300);

    // Then
    assertThat(delay("tpm", 300)).isEqualTo(Duration.ofSeconds(30));
    assertThat(least).isZero();
    ended(600, 600);
    assertThat(turn("tpm", 3, 300)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void shouldLetWhatIsLargerThanTheCapGoWhenTheBucketIsFull() {
    // Given
    begun("tpm", 1_200);

    // When
    ended(1_200, 1_200);

    // Then
    assertThat(delay("tpm", 600)).isEqualTo(Duration.ofMinutes(2));
    assertThat(delay("tpm", 1)).isGreaterThan(Duration.ofMinutes(1));
    now = now.plus(Duration.ofMinutes(2));
    assertThat(delay("tpm", 600)).isZero();
  }

  @Test
  void shouldLetACallGoThatIsEstimatedAtNothing() {
    // Given
    begun("tpm", 600);

    // When
    Duration delay = delay("tpm", 0);

    // Then
    assertThat(delay).isZero();
  }

  @Test
  void shouldLetEverythingGoWithoutACap() {
    assertThat(turn("other", 1_000, 1_000_000_000)).isZero();
    assertThat(delay("other", 1_000_000_000)).isZero();
  }
}
