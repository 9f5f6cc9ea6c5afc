package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarPeriodsTest {

  @ParameterizedTest
  @CsvSource({
    "UTC, 2026-03-28T23:59:59.999Z, 2026-03-28, 2026-03-29T00:00:00Z",
    // a day of 23 hours and one of 25
    "Europe/Berlin, 2026-03-29T20:00:00Z, 2026-03-29, 2026-03-29T22:00:00Z",
    "Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25, 2026-10-25T23:00:00Z",
    "Asia/Kathmandu, 2026-01-01T18:15:00Z, 2026-01-02, 2026-01-02T18:15:00Z",
    // this midnight does not exist
    "America/Sao_Paulo, 2018-11-04T03:00:00Z, 2018-11-04, 2018-11-05T02:00:00Z"
  })
  void shouldDivideTimeIntoTheZonesDays(String zone, Instant at, LocalDate day, Instant until) {
    // Given
    CalendarPeriods days = new CalendarPeriods(false, ZoneId.of(zone));

    // When
    long index = days.indexAt(at.toEpochMilli());

    // Then
    assertThat(LocalDate.ofEpochDay(index)).isEqualTo(day);
    assertThat(Instant.ofEpochMilli(days.leavesAt(index))).isEqualTo(until);
  }

  @Test
  void shouldDivideTimeIntoMonths() {
    // Given
    CalendarPeriods months = new CalendarPeriods(true, ZoneId.of("America/New_York"));
    long lastOfYear = Instant.parse("2027-01-01T04:59:59.999Z").toEpochMilli();

    // When
    long index = months.indexAt(lastOfYear);

    // Then
    assertThat(index).isEqualTo(2026 * 12 + 11);
    assertThat(months.leavesAt(index)).isEqualTo(lastOfYear + 1);
    assertThat(months.indexAt(lastOfYear + 1)).isEqualTo(index + 1);
  }

  @Test
  void shouldNotGoBackToADayThatIsOverWhenClocksGoBackOverMidnight() {
    // Given
    CalendarPeriods days = new CalendarPeriods(false, ZoneId.of("America/St_Johns"));
    long midnight = Instant.parse("2006-10-29T02:30:00Z").toEpochMilli();

    // When
    long before = days.indexAt(midnight);
    long after = days.indexAt(midnight + 60_000);

    // Then
    assertThat(LocalDate.ofEpochDay(before)).isEqualTo(LocalDate.of(2006, 10, 29));
    assertThat(after).isEqualTo(before);
  }

  @Property(tries = 500)
  void shouldCountAPeriodUntilItLeaves(
      @ForAll boolean months, @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long ms) {
    // Given
    for (String zone : new String[] {"UTC", "Europe/Berlin", "Pacific/Apia", "Africa/Cairo"}) {
      CalendarPeriods periods = new CalendarPeriods(months, ZoneId.of(zone));
      long index = periods.indexAt(ms);

      // When
      long leaves = periods.leavesAt(index);

      // Then
      assertThat(leaves).isGreaterThan(ms);
      assertThat(periods.oldestCountedAt(leaves - 1)).isLessThanOrEqualTo(index);
      assertThat(periods.oldestCountedAt(leaves)).isGreaterThan(index);
    }
  }
}
