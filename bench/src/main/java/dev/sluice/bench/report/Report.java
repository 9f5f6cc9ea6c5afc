package dev.sluice.bench.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One run.
 *
 * @param command what repeats it
 * @param machine facts about where it ran, by name
 */
public record Report(
    String command, Instant startedAt, Map<String, String> machine, List<Outcome> outcomes) {
  public Report {
    outcomes = List.copyOf(outcomes);
  }
}
