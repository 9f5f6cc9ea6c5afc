package dev.sluice.admission;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/**
 * The days or months of a time zone's calendar. A day's index is its epoch day and a month's its
 * proleptic month, so a new period needs no reset.
 */
record CalendarPeriods(boolean months, ZoneId zone) implements TimeBuckets {
  private static final long DAY_MS = 86_400_000;

  @Override
  public long indexAt(long ms) {
    if (zone instanceof ZoneOffset fixed) {
      long day = Math.floorDiv(ms + 1_000L * fixed.getTotalSeconds(), DAY_MS);
      return months ? LocalDate.ofEpochDay(day).getLong(ChronoField.PROLEPTIC_MONTH) : day;
    }
    LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(ms), zone);
    long index = months ? date.getLong(ChronoField.PROLEPTIC_MONTH) : date.toEpochDay();
    // where clocks go back over midnight the old date comes again; its period stays closed
    return startOf(index + 1) <= ms ? index + 1 : index;
  }

  @Override
  public long oldestCountedAt(long ms) {
    return indexAt(ms);
  }

  @Override
  public long leavesAt(long index) {
    return startOf(index + 1);
  }

  private long startOf(long index) {
    LocalDate first =
        months
            ? LocalDate.of((int) Math.floorDiv(index, 12L), Math.floorMod(index, 12) + 1, 1)
            : LocalDate.ofEpochDay(index);
    if (zone instanceof ZoneOffset fixed) {
      return first.toEpochDay() * DAY_MS - 1_000L * fixed.getTotalSeconds();
    }
    return first.atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
