package dev.sluice.bench.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * @param title what its lines have in common; empty for none
 */
public record Table(String title, List<Row> rows) {
  public Table {
    rows = List.copyOf(rows);
  }

  /** All that any line has, in the order in which they appear. */
  public List<String> columns() {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.values().keySet()));
    return List.copyOf(columns);
  }
}
