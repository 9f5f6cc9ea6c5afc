package dev.sluice.admission;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call's use changes.
 *
 * @param changedRows the rows to be written, by scope value; to be dropped where {@link
 *     ScopeRow#isGone}
 * @param overruns the use beyond the reservation, which is charged too
 */
public record Settlement(Map<ScopeValue, ScopeRow> changedRows, List<Overrun> overruns) {
  public Settlement {
    changedRows = Collections.unmodifiableMap(new LinkedHashMap<>(changedRows));
    overruns = List.copyOf(overruns);
  }

  /** Use beyond what was reserved in one counter. */
  public record Overrun(ScopeValue scope, Metric metric, Window window, long amount) {}
}
