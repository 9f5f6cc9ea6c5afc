package dev.sluice.wire;

import dev.sluice.schemas.Releases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The formats of stored rows, and the one that is written. Every release freezes the schemas of all
 * rows under its number; a type of rows gets a new format only if its bytes change. Immutable; any
 * thread.
 */
public final class RowFormats {
  private static final Map<String, List<RowFormat>> KNOWN = new ConcurrentHashMap<>();
  private static final RowFormats NEWEST = new RowFormats(RowFormats::released, Integer.MAX_VALUE);

  private final Function<Schema, List<RowFormat>> history;
  private final int newestWritten;

  /**
   * @param history the formats of a type by its current schema, oldest first; the last one is the
   *     current schema's
   */
  RowFormats(Function<Schema, List<RowFormat>> history, int newestWritten) {
    this.history = history;
    this.newestWritten = newestWritten;
  }

  /** Rows are written in this release's own formats. */
  public static RowFormats newest() {
    return NEWEST;
  }

  /**
   * Rows are written in the formats of a release, so that its processes can read them.
   *
   * @throws IllegalArgumentException if no release of that name has been frozen
   */
  public static RowFormats of(String release) {
    return new RowFormats(RowFormats::released, Releases.number(release));
  }

  /** All readable formats, oldest first. */
  List<RowFormat> known(Schema current) {
    return history.apply(current);
  }

  /** A type of rows that the release did not have can't be misread by it. */
  RowFormat written(Schema current) {
    List<RowFormat> known = known(current);
    RowFormat written = null;
    for (RowFormat format : known) {
      if (format.number() <= newestWritten) {
        written = format;
      }
    }
    return written == null ? known.get(known.size() - 1) : written;
  }

  private static List<RowFormat> released(Schema current) {
    return KNOWN.computeIfAbsent(current.getFullName(), name -> read(current));
  }

  private static List<RowFormat> read(Schema current) {
    List<RowFormat> formats = new ArrayList<>();
    int next = 1;
    for (String release : Releases.names()) {
      int number = Releases.number(release);
      Releases.schema(release, current.getName())
          .filter(frozen -> formats.isEmpty() || !isSame(frozen, last(formats).schema()))
          .ifPresent(frozen -> formats.add(new RowFormat(number, frozen)));
      next = number + 1;
    }
    if (!formats.isEmpty() && isSame(current, last(formats).schema())) {
      formats.set(formats.size() - 1, new RowFormat(last(formats).number(), current));
    } else {
      // not frozen yet: the tests of the schemas keep such a state from being released
      formats.add(new RowFormat(next, current));
    }
    return List.copyOf(formats);
  }

  private static RowFormat last(List<RowFormat> formats) {
    return formats.get(formats.size() - 1);
  }

  /** Whether the same values have the same bytes; documentation and defaults don't matter. */
  private static boolean isSame(Schema one, Schema other) {
    return SchemaNormalization.toParsingForm(one).equals(SchemaNormalization.toParsingForm(other));
  }
}
