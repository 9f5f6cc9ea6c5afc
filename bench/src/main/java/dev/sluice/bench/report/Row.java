package dev.sluice.bench.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of a table.
 *
 * @param subject what was measured
 * @param values by column, whose name holds the unit; columns appear in this order
 */
public record Row(String subject, Map<String, Double> values) {
  public Row {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  public static Row of(String subject) {
    return new Row(subject, Map.of());
  }

  public Row with(String column, long count) {
    return with(column, (double) count);
  }

  public Row with(String column, double value) {
    Map<String, Double> more = new LinkedHashMap<>(values);
    more.put(column, value);
    return new Row(subject, more);
  }
}
