package dev.sluice.bench.scenario;

import dev.sluice.bench.load.Latencies;
import dev.sluice.bench.load.StreamLoad;
import dev.sluice.bench.load.Streamed;
import dev.sluice.bench.report.Numbers;
import dev.sluice.bench.report.Row;
import dev.sluice.bench.rig.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The rounds of one subject of which answers are streamed. */
record StreamRounds(String subject, List<StreamLoad.Measured> measured) {

  StreamRounds(String subject) {
    this(subject, new ArrayList<>());
  }

  void add(StreamLoad.Measured round) {
    measured.add(round);
  }

  /** Of all rounds together. */
  Latencies of(Function<Streamed, Latencies> times) {
    return Latencies.together(measured.stream().map(each -> times.apply(each.streamed())).toList());
  }

  /** In microseconds; the median of the rounds. */
  double cpuPerToken(String process) {
    return Numbers.median(
        measured.stream()
            .map(
                each ->
                    each.round().usage().cpu(process).toNanos() / 1e3 / each.streamed().tokens())
            .toList());
  }

  double tokensPerSecond() {
    return Numbers.median(
        measured.stream()
            .map(each -> each.streamed().tokens() * 1e9 / each.round().span().toNanos())
            .toList());
  }

  private double textsPerSecond() {
    return Numbers.median(
        measured.stream()
            .map(each -> each.streamed().texts() * 1e9 / each.round().span().toNanos())
            .toList());
  }

  double cores(String process) {
    return Numbers.median(
        measured.stream().map(each -> each.round().usage().cores(process)).toList());
  }

  Usage lastUsage() {
    return measured.get(measured.size() - 1).round().usage();
  }

  /** Streams that did not come as a whole. */
  long lost() {
    return measured.stream()
        .mapToLong(each -> each.round().counts().failed() + each.round().counts().missing())
        .sum();
  }

  Row rates() {
    return Row.of(subject)
        .with("streams", measured.stream().mapToLong(each -> each.round().counts().sent()).sum())
        .with("lost", lost())
        .with("tokens/s", tokensPerSecond())
        .with("events with text/s", textsPerSecond());
  }

  Row beginnings() {
    Row row = both(Row.of(subject), "first event", of(Streamed::begun));
    row = both(row, "first token", of(Streamed::firstText));
    return both(row, "from one to the other", of(Streamed::textAfterBegin));
  }

  Row pace() {
    Row row = both(Row.of(subject), "a token's way", of(Streamed::delay));
    row = both(row, "between events with text", of(Streamed::gap));
    return both(row, "added between tokens", of(Streamed::addedGap));
  }

  private static Row both(Row row, String what, Latencies latencies) {
    return row.with(what + ": p50 ms", latencies.ms(50)).with(what + ": p99 ms", latencies.ms(99));
  }

  List<String> complaints() {
    return measured.stream()
        .flatMap(each -> each.streamed().failures().entrySet().stream())
        .map(
            failure ->
                "**%s: %d streams were lost: %s**"
                    .formatted(subject, failure.getValue(), failure.getKey()))
        .toList();
  }
}
