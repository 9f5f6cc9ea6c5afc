package dev.sluice.admission;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call's usage changes.
 *
 * @param changedRows the rows to write, by scope value; delete those for which {@link
 *     ScopeRow#isGone} is true
 * @param overruns usage beyond the reservation, which is charged too
 */
public record Settlement(Map<ScopeValue, ScopeRow> changedRows, List<Overrun> overruns) {
  public Settlement {
    changedRows = Collections.unmodifiableMap(new LinkedHashMap<>(changedRows));
    overruns = List.copyOf(overruns);
  }

  /** Usage beyond what was reserved in one counter. */
  public record Overrun(ScopeValue scope, Metric metric, Window window, long amount) {}
}
