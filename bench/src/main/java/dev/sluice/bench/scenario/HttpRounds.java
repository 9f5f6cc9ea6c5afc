package dev.sluice.bench.scenario;

import dev.sluice.bench.load.HttpLoad;
import dev.sluice.bench.load.Latencies;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Ratio;
import dev.sluice.bench.report.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The rounds of one subject under one load.
 *
 * @param store the process that keeps the subject's data, whose CPU counts as the subject's
 */
record HttpRounds(String subject, String store, HttpCell cell, List<HttpLoad.Measured> measured) {

  static final String PER_CPU_SECOND = "answers/CPU s";

  HttpRounds(String subject, String store, HttpCell cell) {
    this(subject, store, cell, new ArrayList<>());
  }

  void add(HttpLoad.Measured round) {
    measured.add(round);
  }

  /** By round, under the name of a column. */
  Map<String, List<Double>> figures() {
    Map<String, List<Double>> figures = new LinkedHashMap<>();
    figures.put("answers/s", each(Round::perSecond));
    figures.put(PER_CPU_SECOND, each(this::perCpuSecond));
    figures.put("own CPU ms", each(round -> cpuMs(round, subject)));
    figures.put("store CPU ms", each(round -> cpuMs(round, store)));
    figures.put("p50 ms", each(round -> round.latency().ms(50)));
    figures.put("p99 ms", each(round -> round.latency().ms(99)));
    figures.put("RSS MiB", each(round -> round.usage().residentMib(subject)));
    figures.put("store RSS MiB", each(round -> round.usage().residentMib(store)));
    return figures;
  }

  private List<Double> each(ToDoubleFunction<Round> figure) {
    return measured.stream()
        .mapToDouble(each -> figure.applyAsDouble(each.round()))
        .boxed()
        .toList();
  }

  private double perCpuSecond(Round round) {
    double seconds =
        (round.usage().cpu(subject).toNanos() + round.usage().cpu(store).toNanos()) / 1e9;
    return round.counts().endsInSpan() / seconds;
  }

  private static double cpuMs(Round round, String process) {
    long ends = round.counts().endsInSpan();
    return ends == 0 ? Double.NaN : round.usage().cpu(process).toNanos() / 1e6 / ends;
  }

  double perSecond() {
    return Numbers.median(each(Round::perSecond));
  }

  /** Of the rounds. */
  double median(String column) {
    return Numbers.median(figures().getOrDefault(column, List.of()));
  }

  /** From when a request was due, or its client free, to its answer; of all rounds together. */
  Latencies latencies() {
    return Latencies.together(measured.stream().map(each -> each.round().latency()).toList());
  }

  long unavailable() {
    return measured.stream().mapToLong(HttpLoad.Measured::unavailable).sum();
  }

  /** Responses that ended otherwise than completed, or not at all. */
  long incomplete() {
    return measured.stream()
        .mapToLong(each -> each.round().counts().failed() + each.round().counts().missing())
        .sum();
  }

  /** The median of the rounds; percentiles are those of all rounds' requests. */
  Row row() {
    Row row = Row.of(subject + ": " + cell.title());
    for (var figure : figures().entrySet()) {
      row = row.with(figure.getKey(), Numbers.median(figure.getValue()));
    }
    return row.with("p50 ms", latencies().ms(50))
        .with("p99 ms", latencies().ms(99))
        .with("503", unavailable())
        .with("not completed", incomplete());
  }

  /** Of all figures. */
  List<Ratio> over(HttpRounds reference) {
    List<Ratio> ratios = new ArrayList<>();
    figures().keySet().forEach(column -> ratios.add(over(reference, column)));
    ratios.add(
        Ratio.of(
            cell.title() + ": answers of 503",
            List.of((double) unavailable()),
            List.of((double) reference.unavailable())));
    return ratios;
  }

  Ratio over(HttpRounds reference, String column) {
    return Ratio.of(
        cell.title() + ": " + column,
        figures().getOrDefault(column, List.of()),
        reference.figures().getOrDefault(column, List.of()));
  }
}
