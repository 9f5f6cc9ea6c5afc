package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.RateCap;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateCapsTest {
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final RateCaps caps =
      new RateCaps(Map.of("rpm", new RateCap(6L, null), "tpm", new RateCap(null, 600L)), () -> now);

  private void begin(int times) {
    for (int i = 0; i < times; i++) {
      caps.begun("rpm", 0);
    }
  }

  @Test
  void shouldLetAMinutesWorthGoAtOnceAndThenAsMuchAsFlowsIn() {
    // When
    begin(6);

    // Then
    assertThat(caps.delay("rpm", 0)).isEqualTo(Duration.ofSeconds(10));
    now = now.plusSeconds(10);
    assertThat(caps.delay("rpm", 0)).isZero();
    assertThat(caps.leastDelay("rpm", 1, 0)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldSaveUpNoMoreThanAMinutesWorth() {
    // Given
    begin(6);

    // When
    now = now.plus(Duration.ofDays(1));

    // Then
    begin(6);
    assertThat(caps.delay("rpm", 0)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldTellHowLongAQueueTakes() {
    // When
    Duration delay = caps.leastDelay("rpm", 11, 0);

    // Then
    assertThat(delay).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void shouldCountTokensByTheEstimateAndThenByTheUsage() {
    // Given
    caps.begun("tpm", 600);
    assertThat(caps.delay("tpm", 100)).isEqualTo(Duration.ofSeconds(10));

    // When
    caps.ended("tpm", 600, 500);

    // Then
    assertThat(caps.delay("tpm", 100)).isZero();
    caps.begun("tpm", 0);
    caps.ended("tpm", 0, 100);
    assertThat(caps.delay("tpm", 100)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void shouldPromiseNoDelayThatTheUsageMayShorten() {
    // Given
    caps.begun("tpm", 600);

    // When
    Duration least = caps.leastDelay("tpm", 3, 300);

    // Then
    assertThat(caps.delay("tpm", 300)).isEqualTo(Duration.ofSeconds(30));
    assertThat(least).isZero();
    caps.ended("tpm", 600, 600);
    assertThat(caps.leastDelay("tpm", 3, 300)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void shouldLetWhatIsLargerThanTheCapGoWhenTheBucketIsFull() {
    // Given
    caps.begun("tpm", 1_200);

    // When
    caps.ended("tpm", 1_200, 1_200);

    // Then
    assertThat(caps.delay("tpm", 600)).isEqualTo(Duration.ofMinutes(2));
    assertThat(caps.delay("tpm", 1)).isGreaterThan(Duration.ofMinutes(1));
    now = now.plus(Duration.ofMinutes(2));
    assertThat(caps.delay("tpm", 600)).isZero();
  }

  @Test
  void shouldLetACallGoThatIsEstimatedAtNothing() {
    // Given
    caps.begun("tpm", 600);

    // When
    Duration delay = caps.delay("tpm", 0);

    // Then
    assertThat(delay).isZero();
  }

  @Test
  void shouldLetEverythingGoWithoutACap() {
    assertThat(caps.leastDelay("other", 1_000_000, 1_000_000_000)).isZero();
    assertThat(caps.has("other")).isFalse();
  }
}
