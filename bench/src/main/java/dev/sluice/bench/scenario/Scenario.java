package dev.sluice.bench.scenario;

import dev.sluice.bench.report.Outcome;
import java.util.List;

/** Something that is asked of the gateway. */
public interface Scenario {

  /** The letters that it answers; each gives an outcome of its own. */
  String ids();

  String title();

  /**
   * Whether the reference build, where there is one, takes turns with this one within its run.
   * Otherwise the whole scenario is run for the one and for the other, in turns.
   */
  default boolean takesTurns() {
    return false;
  }

  /** Blocks until it is done. Starts its processes, and stops them again. */
  List<Outcome> run(Bench bench) throws Exception;
}
