package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RerouteLogTest {
  private static final long MINUTE = RerouteLog.EVERY.toMillis();

  private final RerouteLog lines = new RerouteLog();

  @Test
  void shouldWriteALineForEachTenantInAMinute() {
    // Given
    boolean first = lines.isDue("acme", 0);

    // When
    boolean again = lines.isDue("acme", MINUTE - 1);
    boolean another = lines.isDue("globex", MINUTE - 1);
    boolean later = lines.isDue("acme", MINUTE);

    // Then
    assertThat(first).isTrue();
    assertThat(again).isFalse();
    assertThat(another).isTrue();
    assertThat(later).isTrue();
  }

  @Test
  void shouldWriteNoMoreLinesInAMinuteThanItRemembersTenants() {
    // Given
    for (int i = 0; i < RerouteLog.MOST_TENANTS; i++) {
      assertThat(lines.isDue("tenant-" + i, i)).isTrue();
    }

    // When
    boolean oneMore = lines.isDue("one more", MINUTE - 1);
    boolean whenOneIsForgotten = lines.isDue("one more", MINUTE);

    // Then
    assertThat(oneMore).isFalse();
    assertThat(whenOneIsForgotten).isTrue();
  }
}
