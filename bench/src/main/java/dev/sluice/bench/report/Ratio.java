package dev.sluice.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A figure of this build over that of the reference build, which took turns with it.
 *
 * @param gateway the median of this build's rounds
 * @param reference the median of the other's
 * @param ratio the median of the ratios of rounds that were made one after the other, which is not
 *     that of the medians; no number where the reference's figure was zero or could not be measured
 * @param least the least of them
 * @param most the most of them
 * @param rounds how many there are
 */
public record Ratio(
    String what,
    double gateway,
    double reference,
    double ratio,
    double least,
    double most,
    int rounds) {

  /**
   * @param gateway by round
   * @param reference by round; what has no partner is left out
   */
  public static Ratio of(String what, List<Double> gateway, List<Double> reference) {
    int pairs = Math.min(gateway.size(), reference.size());
    List<Double> ratios =
        IntStream.range(0, pairs)
            .mapToObj(i -> gateway.get(i) / reference.get(i))
            .filter(Double::isFinite)
            .toList();
    return new Ratio(
        what,
        Numbers.median(gateway.subList(0, pairs)),
        Numbers.median(reference.subList(0, pairs)),
        Numbers.median(ratios),
        figures(ratios).min().orElse(Double.NaN),
        figures(ratios).max().orElse(Double.NaN),
        ratios.size());
  }

  private static DoubleStream figures(List<Double> values) {
    return values.stream().mapToDouble(value -> value);
  }

  /**
   * All figures of the tables that both builds have, of scenarios that each ran as a whole. Those
   * of the baseline are of the same program on both sides: how far they are from 1 tells what the
   * machine did meanwhile.
   *
   * @param gateway one outcome by round
   * @param reference the same
   */
  public static List<Ratio> ofTables(List<Outcome> gateway, List<Outcome> reference) {
    Map<String, List<Double>> ours = byFigure(gateway);
    Map<String, List<Double>> theirs = byFigure(reference);
    List<Ratio> ratios = new ArrayList<>();
    ours.forEach(
        (what, values) -> {
          Ratio ratio = of(what, values, theirs.getOrDefault(what, List.of()));
          if (Double.isFinite(ratio.ratio()) || ratio.gateway() != ratio.reference()) {
            ratios.add(ratio);
          }
        });
    return ratios;
  }

  private static Map<String, List<Double>> byFigure(List<Outcome> rounds) {
    Map<String, List<Double>> figures = new LinkedHashMap<>();
    for (Outcome outcome : rounds) {
      for (Table table : outcome.tables()) {
        for (Row row : table.rows()) {
          row.values()
              .forEach(
                  (column, value) ->
                      figures
                          .computeIfAbsent(name(table, row, column), unused -> new ArrayList<>())
                          .add(value));
        }
      }
    }
    return figures;
  }

  private static String name(Table table, Row row, String column) {
    String figure = row.subject() + ", " + column;
    return table.title().isEmpty() ? figure : figure + " (" + table.title() + ")";
  }

  public Ratio named(String other) {
    return new Ratio(other, gateway, reference, ratio, least, most, rounds);
  }

  Row row() {
    return Row.of(what)
        .with("gateway", gateway)
        .with("reference", reference)
        .with("ratio", ratio)
        .with("least", least)
        .with("most", most)
        .with("rounds", rounds);
  }
}
