package dev.sluice.bench.scenario;

import dev.sluice.bench.load.Counts;
import dev.sluice.bench.load.Latencies;
import dev.sluice.bench.load.Round;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Plot;
import dev.sluice.bench.report.Ratio;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.rig.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Rounds as lines of tables and plots. */
final class Rows {
  private Rows() {}

  static String name(List<Round> rounds) {
    return rounds.get(0).subject().name();
  }

  /** The middle of several rounds' throughput, and the slowest and fastest. */
  static Row throughput(List<Round> rounds) {
    List<Double> rates = rounds.stream().map(Round::perSecond).toList();
    return Row.of(name(rounds))
        .with("requests/s", Numbers.median(rates))
        .with("slowest round", rates.stream().mapToDouble(rate -> rate).min().orElseThrow())
        .with("fastest round", rates.stream().mapToDouble(rate -> rate).max().orElseThrow());
  }

  static Row latency(String subject, Latencies latencies) {
    return Row.of(subject)
        .with("requests", latencies.count())
        .with("p50 ms", latencies.ms(50))
        .with("p90 ms", latencies.ms(90))
        .with("p99 ms", latencies.ms(99))
        .with("p99.9 ms", latencies.ms(99.9))
        .with("max ms", latencies.maxMs());
  }

  /** Of all processes, in microseconds for each request that came back in any of the rounds. */
  static Row cpu(String subject, List<Round> rounds) {
    Row row = Row.of(subject);
    for (String process : rounds.get(0).usage().processes().keySet()) {
      row = row.with(process, cpuMicros(process, rounds));
    }
    return row;
  }

  static double cpuMicros(String process, List<Round> rounds) {
    double nanos = rounds.stream().mapToDouble(round -> round.usage().cpu(process).toNanos()).sum();
    return nanos / 1e3 / rounds.stream().mapToLong(round -> round.counts().endsInSpan()).sum();
  }

  /** The share of the subject's own CPU that went into compiling. */
  static double compiling(List<Round> rounds) {
    return Numbers.median(
        rounds.stream().map(round -> round.usage().compiling(round.subject().name())).toList());
  }

  /** How busy each process kept the cores, and others that are not ours. */
  static Row cores(String subject, Usage usage) {
    Row row = Row.of(subject);
    for (String process : usage.processes().keySet()) {
      row = row.with(process, usage.cores(process));
    }
    return row.with("others", usage.othersCores());
  }

  static Row memory(String subject, Usage usage) {
    Row row = Row.of(subject);
    for (var process : usage.processes().entrySet()) {
      row = row.with(process.getKey(), process.getValue().residentMib());
    }
    return row;
  }

  static Plot.Line perSecond(String name, List<Round> rounds) {
    List<Double> counts = new ArrayList<>();
    rounds.forEach(
        round -> round.counts().perSecond().forEach(count -> counts.add((double) count)));
    return new Plot.Line(
        name,
        IntStream.rangeClosed(1, counts.size()).mapToObj(second -> (double) second).toList(),
        counts);
  }

  /** Over the number of nines: 1 is p90, 2 is p99. */
  static Plot.Line percentiles(String name, Latencies latencies) {
    List<Double> told = latencies.percentiles();
    return new Plot.Line(
        name,
        told.stream().map(percentile -> -Math.log10(1 - percentile / 100)).toList(),
        told.stream().map(latencies::ms).toList());
  }

  /**
   * Of this build over the reference.
   *
   * @param builds the rounds of this one, and of the reference if there is one
   * @param figures by what they are of
   */
  static List<Ratio> ratios(
      List<List<Round>> builds, Map<String, ToDoubleFunction<Round>> figures) {
    if (builds.size() == 1) {
      return List.of();
    }
    return figures.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            figure ->
                Ratio.of(
                    figure.getKey(),
                    each(builds.get(0), figure.getValue()),
                    each(builds.get(1), figure.getValue())))
        .toList();
  }

  private static List<Double> each(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).boxed().toList();
  }

  /** By pairs of rounds that were made one after the other. */
  static double ratio(List<Round> over, List<Round> under, ToDoubleFunction<Round> figure) {
    return Numbers.median(
        IntStream.range(0, Math.min(over.size(), under.size()))
            .mapToObj(i -> figure.applyAsDouble(over.get(i)) / figure.applyAsDouble(under.get(i)))
            .toList());
  }

  /** What went wrong, if anything; a run whose requests get lost measures nothing. */
  static List<String> complaints(List<Round> rounds) {
    List<String> complaints = new ArrayList<>();
    for (Round round : rounds) {
      Counts counts = round.counts();
      if (!counts.isClean()) {
        complaints.add(
            "**%s: of %d requests, %d missing, %d failed, %d came back once more.**"
                .formatted(
                    round.subject().name(),
                    counts.sent(),
                    counts.missing(),
                    counts.failed(),
                    counts.duplicates()));
      }
    }
    return complaints;
  }
}
