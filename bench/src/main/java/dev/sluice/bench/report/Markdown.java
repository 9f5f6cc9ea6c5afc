package dev.sluice.bench.report;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A report as a page of Markdown. */
public final class Markdown {
  private Markdown() {}

  /**
   * @param drawn which plots have a file beside the page
   */
  public static String of(Report report, Predicate<Plot> drawn) {
    StringBuilder page = new StringBuilder("# Load tests: one run\n\n");
    page.append("Written by `").append(report.command()).append("`, begun ");
    page.append(report.startedAt()).append(".\n\n");
    report
        .machine()
        .forEach(
            (name, value) ->
                page.append("* ").append(name).append(": ").append(value).append('\n'));
    for (Outcome outcome : report.outcomes()) {
      page.append('\n').append(section(outcome, drawn));
    }
    return page.toString();
  }

  private static String section(Outcome outcome, Predicate<Plot> drawn) {
    StringBuilder section = new StringBuilder();
    section.append("## ").append(outcome.id()).append(") ").append(outcome.title()).append("\n\n");
    if (!outcome.how().isEmpty()) {
      section.append(outcome.how()).append("\n\n");
    }
    if (!outcome.aims().isEmpty()) {
      section.append("| aim | measured | bound | |\n| --- | --- | --- | --- |\n");
      outcome.aims().forEach(aim -> section.append(line(aim)));
      section.append('\n');
    }
    outcome.tables().forEach(table -> section.append(text(table)).append('\n'));
    if (!outcome.ratios().isEmpty()) {
      Table ratios =
          new Table("Over the reference build", outcome.ratios().stream().map(Ratio::row).toList());
      section.append(text(ratios)).append('\n');
    }
    outcome.plots().stream()
        .filter(drawn)
        .forEach(plot -> section.append("![%s](%s.png)\n\n".formatted(plot.title(), plot.name())));
    outcome.notes().forEach(note -> section.append(note).append("\n\n"));
    return section.toString().stripTrailing() + "\n";
  }

  private static String line(Aim aim) {
    return "| %s | %s | at %s %s | %s |\n"
        .formatted(
            aim.what(),
            Numbers.text(aim.measured()),
            aim.atMost() ? "most" : "least",
            Numbers.text(aim.bound()),
            aim.isMet() ? "met" : "**missed**");
  }

  static String text(Table table) {
    List<String> columns = table.columns();
    StringBuilder text = new StringBuilder();
    if (!table.title().isEmpty()) {
      text.append(table.title()).append(":\n\n");
    }
    text.append("| |");
    columns.forEach(column -> text.append(' ').append(column).append(" |"));
    text.append("\n| --- |").append(" ---: |".repeat(columns.size())).append('\n');
    for (Row row : table.rows()) {
      text.append("| ").append(row.subject()).append(" | ");
      text.append(
          columns.stream()
              .map(column -> Numbers.text(row.values().getOrDefault(column, Double.NaN)))
              .collect(Collectors.joining(" | ")));
      text.append(" |\n");
    }
    return text.toString();
  }
}
