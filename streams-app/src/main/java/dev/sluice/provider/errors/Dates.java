package dev.sluice.provider.errors;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpDateTime;
import org.jspecify.annotations.Nullable;

/** Points in time as vendors write them. Pure. */
final class Dates {
  /** Without an offset, it is UTC. */
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)"
              + "(?:(?:T| at | )(\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?)(Z|[+-]\\d\\d:\\d\\d)?)?");

  private Dates() {}

  /** A date in the form of HTTP or of ISO 8601, at the beginning of a text; null if it is none. */
  static @Nullable Instant read(String text) {
    Matcher iso = ISO.matcher(text);
    try {
      if (iso.lookingAt()) {
        return iso(iso);
      }
      return HttpDateTime.parse(text).toInstant();
    } catch (RuntimeException noDate) {
      return null;
    }
  }

  private static Instant iso(Matcher iso) {
    if (iso.group(2) == null) {
      return LocalDate.parse(iso.group(1)).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    String local = iso.group(1) + "T" + iso.group(2);
    return iso.group(3) == null
        ? LocalDateTime.parse(local).toInstant(ZoneOffset.UTC)
        : OffsetDateTime.parse(local + iso.group(3)).toInstant();
  }
}
