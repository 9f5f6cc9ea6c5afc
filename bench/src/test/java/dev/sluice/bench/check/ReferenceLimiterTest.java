package dev.sluice.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.check.ReferenceLimiter.Limit;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceLimiterTest {
  @Test
  void shouldHoldTheAmountUntilTheOldestSubBucketHasLeftTheWindow() {
    // Given: sub-buckets of a second
    ReferenceLimiter limiter = new ReferenceLimiter(List.of(new Limit(2, 60_000)));
    assertThat(limiter.admits("acme", 500)).isTrue();
    assertThat(limiter.admits("acme", 30_000)).isTrue();

    // Then: the first one counts until its whole sub-bucket is older than the window
    assertThat(limiter.admits("acme", 60_500)).isFalse();
    assertThat(limiter.admits("acme", 60_999)).isFalse();
    assertThat(limiter.admits("acme", 61_000)).isTrue();
    assertThat(limiter.admits("acme", 61_001)).isFalse();
  }

  @Test
  void shouldTakeFromNoLimitWhenAnyHasNoRoom() {
    // Given
    ReferenceLimiter limiter =
        new ReferenceLimiter(List.of(new Limit(1, 1_000), new Limit(2, 60_000)));
    assertThat(limiter.admits("acme", 0)).isTrue();

    // When
    assertThat(limiter.admits("acme", 1)).isFalse();

    // Then
    assertThat(limiter.admits("acme", 2_000)).isTrue();
    assertThat(limiter.admits("acme", 4_000)).isFalse();
  }

  @Test
  void shouldCountEachTenantForItself() {
    ReferenceLimiter limiter = new ReferenceLimiter(List.of(new Limit(1, 1_000)));
    assertThat(limiter.admits("acme", 0)).isTrue();
    assertThat(limiter.admits("globex", 0)).isTrue();
    assertThat(limiter.admits("acme", 0)).isFalse();
  }

  @Test
  void shouldFreeNothingWhenTimeGoesBack() {
    ReferenceLimiter limiter = new ReferenceLimiter(List.of(new Limit(1, 1_000)));
    assertThat(limiter.admits("acme", 5_000)).isTrue();
    assertThat(limiter.admits("acme", 0)).isFalse();
    assertThat(limiter.admits("acme", 6_010)).isFalse();
    assertThat(limiter.admits("acme", 6_017)).isTrue();
  }
}
