package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpendRowTest {
  private static final Instant LAST_DAY = Instant.parse("2026-11-30T23:59:59Z");
  private static final Instant FIRST_DAY = Instant.parse("2026-12-01T00:00:00Z");

  private final SpendRow none = SpendRow.of("acme", "chat", "openai/gpt-5");

  @Test
  void shouldBeginAgainWithEachDayAndMonthOfUtc() {
    // Given
    Instant dayBefore = Instant.parse("2026-11-29T12:00:00Z");
    SpendRow november = none.plus(dayBefore, 100L, 10).plus(LAST_DAY, 20L, 2);

    // When
    SpendRow december = november.plus(FIRST_DAY, 3L, 1);

    // Then
    assertThat(november.day().micros()).isEqualTo(20);
    assertThat(november.month().micros()).isEqualTo(120);
    assertThat(december.day().micros()).isEqualTo(3);
    assertThat(december.month().micros()).isEqualTo(3);
    assertThat(december.month().tokens()).isEqualTo(1);
  }

  @Test
  void shouldCountWhatIsLateInTheNewerPeriod() {
    // Given
    SpendRow december = none.plus(FIRST_DAY, 3L, 1);

    // When
    SpendRow late = december.plus(LAST_DAY, 4L, 1);

    // Then
    assertThat(late.month().micros()).isEqualTo(7);
    assertThat(late.month().period()).isEqualTo(SpendRow.month(FIRST_DAY));
  }

  @Test
  void shouldTellNothingOfAPeriodThatIsOver() {
    // Given
    SpendRow november = none.plus(LAST_DAY, 20L, 2);

    // When
    SpendRow.Sum now = november.month().in(SpendRow.month(FIRST_DAY));

    // Then
    assertThat(now.micros()).isZero();
  }

  @Test
  void shouldCountAttemptsWithoutAPriceInsteadOfTakingThemForFree() {
    // When
    SpendRow row = none.plus(FIRST_DAY, null, 40);

    // Then
    assertThat(row.month()).returns(1L, SpendRow.Sum::unpriced).returns(0L, SpendRow.Sum::micros);
  }

  @Test
  void shouldTellNamesApartWhateverTheyContain() {
    // When
    String key = SpendRow.of("a", "1:bc", "d").storeKey();

    // Then
    assertThat(key).isNotEqualTo(SpendRow.of("a1:b", "c", "d").storeKey());
  }

  @Test
  void shouldBeReadAsItWasWritten() {
    // Given
    SpendRow row = none.plus(LAST_DAY, 20L, 2).plus(FIRST_DAY, null, 1);

    // When
    SpendRow read = SpendRow.decode(row.encode());

    // Then
    assertThat(read).isEqualTo(row);
  }
}
