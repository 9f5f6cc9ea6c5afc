package dev.sluice.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Writes a report: {@code results.md}, {@code results.json}, and a PNG for each plot. */
public final class ReportFiles {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReportFiles() {}

  /**
   * @param warnings told of plots that could not be drawn, which a machine without fonts can't; the
   *     page goes without them
   */
  public static void write(Report report, Path dir, Consumer<String> warnings) throws IOException {
    Files.createDirectories(dir);
    Set<Plot> drawn = new HashSet<>();
    for (Outcome outcome : report.outcomes()) {
      for (Plot plot : outcome.plots()) {
        if (plot.drawable().isEmpty()) {
          continue;
        }
        try {
          Plots.draw(plot, dir);
          drawn.add(plot);
        } catch (IOException | RuntimeException | LinkageError | InternalError undrawn) {
          warnings.accept(plot.name() + ".png can't be drawn here: " + undrawn);
        }
      }
    }
    Files.writeString(dir.resolve("results.md"), Markdown.of(report, drawn::contains));
    Files.writeString(dir.resolve("results.json"), JSON.writeValueAsString(json(report)) + "\n");
  }

  static ObjectNode json(Report report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("command", report.command());
    root.put("started_at", report.startedAt().toString());
    ObjectNode machine = root.putObject("machine");
    report.machine().forEach(machine::put);
    ArrayNode scenarios = root.putArray("scenarios");
    report.outcomes().forEach(outcome -> scenarios.add(json(outcome)));
    return root;
  }

  private static ObjectNode json(Outcome outcome) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", outcome.id()).put("title", outcome.title()).put("how", outcome.how());
    ArrayNode aims = node.putArray("aims");
    for (Aim aim : outcome.aims()) {
      ObjectNode each = aims.addObject();
      each.put("what", aim.what());
      put(each, "measured", aim.measured());
      each.put(aim.atMost() ? "at_most" : "at_least", aim.bound()).put("met", aim.isMet());
    }
    ArrayNode tables = node.putArray("tables");
    for (Table table : outcome.tables()) {
      ObjectNode each = tables.addObject().put("title", table.title());
      ArrayNode rows = each.putArray("rows");
      for (Row row : table.rows()) {
        ObjectNode values = rows.addObject().put("subject", row.subject());
        row.values().forEach((column, value) -> put(values, column, value));
      }
    }
    ArrayNode ratios = node.putArray("ratios");
    for (Ratio ratio : outcome.ratios()) {
      ObjectNode each = ratios.addObject().put("what", ratio.what());
      Row row = ratio.row();
      row.values().forEach((column, value) -> put(each, column, value));
    }
    ArrayNode plots = node.putArray("plots");
    for (Plot plot : outcome.plots()) {
      ArrayNode lines =
          plots
              .addObject()
              .put("name", plot.name())
              .put("x", plot.x())
              .put("y", plot.y())
              .putArray("lines");
      for (Plot.Line line : plot.lines()) {
        ObjectNode each = lines.addObject().put("name", line.name());
        line.xs().forEach(each.putArray("xs")::add);
        line.ys().forEach(each.putArray("ys")::add);
      }
    }
    outcome.notes().forEach(node.putArray("notes")::add);
    return node;
  }

  /** JSON has no word for what is no number. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
