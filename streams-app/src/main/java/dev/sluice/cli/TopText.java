package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.terminal.TextTable;
import dev.sluice.terminal.TextTable.Cell;
import dev.sluice.terminal.TextTable.Column;
import dev.sluice.terminal.TextTable.Tone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes an overview for a terminal. Pure. */
final class TopText {
  private static final int ROWS = 8;
  private static final double MINUTE = 60;

  private final List<String> lines = new ArrayList<>();
  private final JsonNode overview;
  private final int width;
  private final boolean coloured;

  private TopText(JsonNode overview, int width, boolean coloured) {
    this.overview = overview;
    this.width = width;
    this.coloured = coloured;
  }

  static List<String> lines(JsonNode overview, int width, boolean coloured) {
    TopText text = new TopText(overview, width, coloured);
    text.head();
    text.targets();
    text.limits();
    text.spend();
    text.failures();
    return text.lines;
  }

  private void head() {
    JsonNode now = overview.path("now");
    JsonNode total = overview.at("/series/total");
    lines.add(
        "%s  %d instances%s"
            .formatted(
                Instant.ofEpochMilli(overview.path("at").asLong()),
                overview.path("instances").size(),
                missing()));
    lines.add(
        "in flight %d  queued %d  waiting %d  in batches %d  requests/s %.1f  p50 %s  p95 %s"
            .formatted(
                now.path("in_flight").asLong(),
                now.path("queued").asLong(),
                now.path("waiting").asLong(),
                now.path("batched").asLong(),
                perSecond(),
                millis(total.path("p50_ms")),
                millis(total.path("p95_ms"))));
    lines.add(
        "15 min: admitted %d  waiting %d  rejected %d  completed %d  failed %d  cancelled %d"
            .formatted(
                total.path("admitted").asLong(),
                total.path("waiting").asLong(),
                total.path("rejected").asLong(),
                total.path("completed").asLong(),
                total.path("failed").asLong(),
                total.path("cancelled").asLong()));
  }

  private String missing() {
    List<String> missing = new ArrayList<>();
    overview
        .path("missing")
        .forEach(
            each ->
                missing.add(
                    each.path("address").asText()
                        + " is missing: "
                        + each.path("reason").asText()));
    return missing.isEmpty() ? "" : "  " + String.join("; ", missing);
  }

  /** Of the last minute, without the step that goes on. */
  private double perSecond() {
    JsonNode series = overview.path("series");
    int steps = (int) (MINUTE * 1_000 / Math.max(1, series.path("step").asLong(5_000)));
    double sum = 0;
    for (String verdict : List.of("admitted", "waiting", "rejected", "repeated")) {
      JsonNode counts = series.path(verdict);
      int end = counts.size() - 1;
      for (int i = Math.max(0, end - steps); i < end; i++) {
        sum += counts.path(i).asDouble();
      }
    }
    return sum / MINUTE;
  }

  private void targets() {
    TextTable table =
        table("TARGET", "<MODEL", "<HEALTH", ">ATTEMPTS", ">FAILED", ">P50", ">P95", ">FALLBACKS");
    for (JsonNode each : overview.path("targets")) {
      boolean cools = each.path("cooling").asInt() + each.path("cooling_tenants").asInt() > 0;
      long failed = each.path("failed").asLong();
      table.add(
          List.of(
              Cell.of(each.path("name").asText()),
              Cell.of(each.path("provider").asText() + "/" + each.path("model").asText()),
              new Cell(cools ? "cools down" : "fit", cools ? Tone.HELD : Tone.GOOD),
              Cell.of(String.valueOf(each.path("answered").asLong() + failed)),
              new Cell(String.valueOf(failed), failed > 0 ? Tone.BAD : Tone.PLAIN),
              Cell.of(millis(each.path("p50_ms"))),
              Cell.of(millis(each.path("p95_ms"))),
              Cell.of(String.valueOf(each.path("fallbacks").asLong()))));
    }
    add(table, overview.path("targets").size());
  }

  private void limits() {
    TextTable table = table("TENANT", "<OF", "<LIMIT", ">USED", ">AMOUNT", ">SHARE", "<FREE AGAIN");
    JsonNode limits = overview.path("limits");
    for (int i = 0; i < Math.min(ROWS, limits.size()); i++) {
      JsonNode each = limits.path(i);
      double used = each.path("used").asDouble() + each.path("reserved").asDouble();
      double share = used / Math.max(1e-9, each.path("amount").asDouble());
      String window = each.path("window").asText();
      table.add(
          List.of(
              Cell.of(each.path("tenant").asText()),
              Cell.of(each.path("scope").asText()),
              Cell.of(each.path("metric").asText() + (window.isEmpty() ? "" : " per " + window)),
              Cell.of(amount(each, used)),
              Cell.of(amount(each, each.path("amount").asDouble())),
              new Cell(
                  "%.0f %%".formatted(100 * share),
                  share >= 1 ? Tone.BAD : share >= 0.8 ? Tone.HELD : Tone.PLAIN),
              Cell.of(
                  each.path("resets_at").isNull()
                      ? ""
                      : Instant.ofEpochMilli(each.path("resets_at").asLong()).toString())));
    }
    add(table, limits.size());
  }

  private static String amount(JsonNode limit, double amount) {
    return limit.path("metric").asText().equals("spend")
        ? dollars(amount)
        : String.valueOf((long) amount);
  }

  private void spend() {
    JsonNode spend = overview.path("spend");
    TextTable table = table("SPEND", "<BY", ">TODAY", ">MONTH", ">TOKENS");
    int rows = 0;
    for (String by : List.of("tenants", "routes", "models")) {
      for (int i = 0; i < Math.min(ROWS, spend.path(by).size()); i++) {
        JsonNode each = spend.path(by).path(i);
        table.add(
            List.of(
                Cell.of(each.path("name").asText()),
                Cell.of(by.substring(0, by.length() - 1)),
                Cell.of(dollars(each.path("day_usd").asDouble())),
                Cell.of(dollars(each.path("month_usd").asDouble())),
                Cell.of(String.valueOf(each.path("month_tokens").asLong()))));
        rows++;
      }
    }
    add(table, rows);
  }

  private void failures() {
    TextTable table = table("FAILURE", ">LAST HOUR", "<NEWEST", "<TENANT", "<POLLING ID");
    JsonNode failures = overview.path("failures");
    for (int i = 0; i < Math.min(ROWS, failures.size()); i++) {
      JsonNode each = failures.path(i);
      table.add(
          List.of(
              new Cell(each.path("type").asText(), Tone.BAD),
              Cell.of(String.valueOf(each.path("count").asLong())),
              Cell.of(Instant.ofEpochMilli(each.path("last_at").asLong()).toString()),
              Cell.of(each.path("tenant").asText("")),
              Cell.of(each.path("polling_id").asText(""))));
    }
    add(table, failures.size());
  }

  private void add(TextTable table, int rows) {
    if (rows > 0) {
      lines.add("");
      lines.addAll(table.lines(width, coloured));
    }
  }

  /**
   * @param others with {@code <} or {@code >} before a title, for how it is aligned
   */
  private static TextTable table(String first, String... others) {
    List<Column> columns = new ArrayList<>(List.of(Column.shrinking(first)));
    for (String each : others) {
      String title = each.substring(1);
      columns.add(each.startsWith(">") ? Column.right(title) : Column.left(title));
    }
    return new TextTable(columns);
  }

  private static String millis(JsonNode ms) {
    return ms.isNull() || ms.isMissingNode()
        ? "-"
        : ms.asLong() < 10_000
            ? ms.asLong() + " ms"
            : String.format(Locale.ROOT, "%.1f s", ms.asLong() / 1_000.0);
  }

  private static String dollars(double usd) {
    return String.format(Locale.ROOT, usd == 0 || usd >= 0.01 ? "$%.2f" : "$%.6f", usd);
  }
}
