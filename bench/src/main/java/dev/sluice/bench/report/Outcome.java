package dev.sluice.bench.report;

import java.util.List;

/**
 * What one scenario has found.
 *
 * @param id the letter that asks for it
 * @param how what was done, in a sentence or two
 * @param ratios this build's figures over the reference build's, where there is one
 * @param notes what a reader has to know to judge the figures, one paragraph each
 */
public record Outcome(
    String id,
    String title,
    String how,
    List<Table> tables,
    List<Aim> aims,
    List<Plot> plots,
    List<Ratio> ratios,
    List<String> notes) {

  public Outcome {
    tables = List.copyOf(tables);
    aims = List.copyOf(aims);
    plots = List.copyOf(plots);
    ratios = List.copyOf(ratios);
    notes = List.copyOf(notes);
  }

  public Outcome(
      String id,
      String title,
      String how,
      List<Table> tables,
      List<Aim> aims,
      List<Plot> plots,
      List<String> notes) {
    this(id, title, how, tables, aims, plots, List.of(), notes);
  }

  public Outcome withRatios(List<Ratio> others) {
    return new Outcome(id, title, how, tables, aims, plots, others, notes);
  }

  public Outcome withNotes(List<String> others) {
    return new Outcome(id, title, how, tables, aims, plots, ratios, others);
  }

  /** A scenario that ended before it had found anything. */
  public static Outcome broken(String id, String title, String why) {
    return new Outcome(
        id, title, "", List.of(), List.of(), List.of(), List.of("Not measured: " + why));
  }
}
