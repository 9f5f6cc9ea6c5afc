package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.RateCap;
import dev.sluice.dispatch.RateCaps.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateCapsTest {
  private static final Load ONE = new Load(1, 0);

  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final RateCaps caps =
      new RateCaps(Map.of("rpm", new RateCap(6L, null), "tpm", new RateCap(null, 600L)), () -> now);

  private void take(String target, int times, long tokens) {
    for (int i = 0; i < times; i++) {
      caps.take(target, tokens);
    }
  }

  @Test
  void shouldLetAMinutesWorthGoAtOnceAndThenAsMuchAsFlowsIn() {
    // When
    take("rpm", 6, 0);

    // Then
    assertThat(caps.delay("rpm", ONE)).isEqualTo(Duration.ofSeconds(10));
    now = now.plusSeconds(10);
    assertThat(caps.delay("rpm", ONE)).isZero();
    assertThat(caps.delay("rpm", new Load(2, 0))).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldSaveUpNoMoreThanAMinutesWorth() {
    // Given
    take("rpm", 6, 0);

    // When
    now = now.plus(Duration.ofDays(1));

    // Then
    take("rpm", 6, 0);
    assertThat(caps.delay("rpm", ONE)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldTellHowLongAQueueTakes() {
    // When
    Duration wait = caps.delay("rpm", new Load(12, 0));

    // Then
    assertThat(wait).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void shouldCountTokensByTheEstimateAndThenByTheUsage() {
    // Given
    caps.take("tpm", 600);
    assertThat(caps.delay("tpm", new Load(1, 100))).isEqualTo(Duration.ofSeconds(10));

    // When
    caps.correct("tpm", 600, 500);

    // Then
    assertThat(caps.delay("tpm", new Load(1, 100))).isZero();
    caps.correct("tpm", 500, 600);
    assertThat(caps.delay("tpm", new Load(1, 100))).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldLetWhatIsLargerThanTheCapGoWhenTheBucketIsFull() {
    // Given
    assertThat(caps.delay("tpm", new Load(1, 600))).isZero();

    // When
    caps.take("tpm", 1_200);

    // Then
    assertThat(caps.delay("tpm", new Load(1, 600))).isEqualTo(Duration.ofMinutes(2));
    assertThat(caps.delay("tpm", new Load(1, 1))).isGreaterThan(Duration.ofMinutes(1));
  }

  @Test
  void shouldLetACallGoThatIsEstimatedAtNothing() {
    // Given
    caps.take("tpm", 600);

    // When
    Duration wait = caps.delay("tpm", new Load(1, 0));

    // Then
    assertThat(wait).isZero();
  }

  @Test
  void shouldLetEverythingGoWithoutACap() {
    assertThat(caps.delay("other", new Load(1_000_000, 1_000_000_000))).isZero();
    assertThat(caps.has("other")).isFalse();
  }
}
