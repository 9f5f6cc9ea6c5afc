package dev.sluice.bench.scenario;

import dev.sluice.bench.report.Outcome;
import dev.sluice.bench.report.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs a scenario for this build and for the reference, as a whole and in turns, since its
 * processes can't stay from one round to the next. Each run has one round.
 */
public final class Turns {
  private Turns() {}

  /** The outcomes of this build's last run, with the ratios of all. */
  public static List<Outcome> run(Scenario scenario, Bench bench) throws Exception {
    int rounds = bench.scale().rounds();
    List<List<Outcome>> gateway = new ArrayList<>();
    List<List<Outcome>> reference = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      bench.tell("turn %d of %d".formatted(round + 1, rounds));
      Bench once = bench.withRounds(1);
      gateway.add(scenario.run(once.alone()));
      reference.add(scenario.run(once.ofReference()));
    }
    return compared(gateway, reference);
  }

  /**
   * @param gateway all outcomes of each run
   * @param reference the same
   */
  static List<Outcome> compared(List<List<Outcome>> gateway, List<List<Outcome>> reference) {
    List<Outcome> last = gateway.get(gateway.size() - 1);
    List<Outcome> compared = new ArrayList<>();
    for (int i = 0; i < last.size(); i++) {
      int which = i;
      List<Outcome> theirs = reference.stream().map(run -> run.get(which)).toList();
      compared.add(
          last.get(i)
              .withRatios(
                  Ratio.ofTables(gateway.stream().map(run -> run.get(which)).toList(), theirs))
              .withNotes(
                  Stream.of(
                          last.get(i).notes().stream(),
                          Stream.of(
                              "Tables and plots are of the last of %d runs, the ratios of all; a row of identity is the same program on both sides, and tells by how much the machine swayed."
                                  .formatted(gateway.size())),
                          theirs.stream()
                              .flatMap(outcome -> outcome.notes().stream())
                              .filter(note -> note.startsWith("**"))
                              .distinct()
                              .map(note -> "reference: " + note))
                      .flatMap(notes -> notes)
                      .toList()));
    }
    return compared;
  }
}
