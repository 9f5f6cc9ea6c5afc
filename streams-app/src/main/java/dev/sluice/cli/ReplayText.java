package dev.sluice.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.replay.Report;
import dev.sluice.replay.Series;
import dev.sluice.replay.Totals;
import dev.sluice.replay.Verdict;
import dev.sluice.terminal.TextTable;
import dev.sluice.terminal.TextTable.Cell;
import dev.sluice.terminal.TextTable.Column;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** A replay for people and for programs. */
final class ReplayText {
  private static final int WIDE = 200;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ReplayText() {}

  static List<String> table(Report report, Duration took, boolean other) {
    TextTable table =
        new TextTable(
            List.of(
                Column.left("TENANT"),
                Column.left("LIMIT"),
                Column.left(""),
                Column.right("ADMITTED"),
                Column.right("WAITED"),
                Column.right("REJECTED"),
                Column.right("OTHER"),
                Column.right("SPENT USD")));
    report
        .tenants()
        .forEach(
            (tenant, totals) -> {
              table.add(row(tenant, "recorded", totals.recorded()));
              table.add(row("", "replayed", totals.replayed()));
              totals
                  .hits()
                  .forEach(
                      hits -> {
                        table.add(hit(hits.limit(), "recorded", hits, 0));
                        table.add(hit("", "replayed", hits, 1));
                      });
            });
    List<String> lines = new ArrayList<>(table.lines(WIDE, false));
    lines.add("");
    long changed = sum(report, Totals::changed);
    long turns = sum(report, Totals::otherTurns);
    lines.add(
        "%,d requests replayed in %.1f s: %,d verdicts differ, and %,d turns of waiting calls"
            .formatted(report.requests(), took.toMillis() / 1000.0, changed, turns));
    long estimated = sum(report, Totals::estimated);
    if (estimated > 0) {
      lines.add(
          "%,d calls were never made; they are charged their estimates, %s USD, the most they could cost"
              .formatted(estimated, dollars(sum(report, Totals::estimatedMicros))));
    }
    warnings(report).forEach(warning -> lines.add("warning: " + warning));
    if (!other) {
      lines.addAll(report.differences());
    }
    return lines;
  }

  private static List<String> warnings(Report report) {
    List<String> warnings = new ArrayList<>();
    report
        .missing()
        .forEach(
            (what, count) ->
                warnings.add(
                    "%,d requests have no estimate, for want of %s: where a limit counts it they are denied, as a gateway with this configuration denies them, and elsewhere charged nothing"
                        .formatted(count, what)));
    return warnings;
  }

  private static long sum(Report report, ToLongFunction<Totals> what) {
    return report.tenants().values().stream().mapToLong(what).sum();
  }

  private static List<Cell> row(String tenant, String which, Totals.Side side) {
    return cells(
        tenant,
        "",
        which,
        side.of(Verdict.Kind.ADMITTED),
        side.of(Verdict.Kind.WAITING),
        side.rejected(),
        side.of(Verdict.Kind.OTHER),
        dollars(side.spentMicros()));
  }

  private static List<Cell> hit(String limit, String which, Totals.Hits hits, int at) {
    return cells("", limit, which, "", hits.waited().get(at), hits.rejected().get(at), "", "");
  }

  private static List<Cell> cells(Object... values) {
    return Stream.of(values).map(value -> Cell.of(value.toString())).toList();
  }

  private static String dollars(long micros) {
    return BigDecimal.valueOf(micros, 6).toPlainString();
  }

  static String json(Report report) {
    ObjectNode all = JSON.objectNode();
    all.put("requests", report.requests());
    ArrayNode tenants = all.putArray("tenants");
    report.tenants().forEach((tenant, totals) -> tenants.add(tenant(tenant, totals)));
    ArrayNode warnings = all.putArray("warnings");
    warnings(report).forEach(warnings::add);
    ObjectNode missing = all.putObject("without_estimate");
    report.missing().forEach(missing::put);
    ArrayNode differences = all.putArray("differences");
    report.differences().forEach(differences::add);
    all.set("series", series(report.series()));
    return all.toPrettyString();
  }

  private static ObjectNode tenant(String tenant, Totals totals) {
    ObjectNode node = JSON.objectNode();
    node.put("tenant", tenant);
    node.set("recorded", side(totals.recorded()));
    node.set("replayed", side(totals.replayed()));
    node.put("changed_verdicts", totals.changed());
    node.put("changed_turns", totals.otherTurns());
    node.put("estimated_calls", totals.estimated());
    node.put("estimated_micros", totals.estimatedMicros());
    ArrayNode limits = node.putArray("limits");
    for (Totals.Hits hits : totals.hits()) {
      ObjectNode limit = limits.addObject();
      limit.put("limit", hits.limit());
      for (int side = 0; side < 2; side++) {
        limit
            .putObject(side == 0 ? "recorded" : "replayed")
            .put("waited", hits.waited().get(side))
            .put("rejected", hits.rejected().get(side));
      }
    }
    return node;
  }

  private static ObjectNode side(Totals.Side side) {
    ObjectNode node = JSON.objectNode();
    for (Verdict.Kind kind : Verdict.Kind.values()) {
      node.put(kind.name().toLowerCase(Locale.ROOT), side.of(kind));
    }
    return node.put("spent_micros", side.spentMicros());
  }

  private static ObjectNode series(Series series) {
    ObjectNode node = JSON.objectNode();
    node.put("interval_ms", series.lengthMs());
    for (Series.Line line : Series.Line.values()) {
      ObjectNode both = node.putObject(line.name().toLowerCase(Locale.ROOT));
      ArrayNode times = JSON.arrayNode();
      ArrayNode recorded = both.putArray("recorded");
      ArrayNode replayed = both.putArray("replayed");
      series.each(
          line,
          false,
          (at, amount) -> {
            times.add(Instant.ofEpochMilli(at).toString());
            recorded.add(amount);
          });
      series.each(line, true, (at, amount) -> replayed.add(amount));
      node.set("from", times);
    }
    return node;
  }
}
