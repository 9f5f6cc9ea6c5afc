package dev.sluice.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns, for a terminal. One thread. */
public final class TextTable {
  private static final String GAP = "  ";
  private static final int NARROWEST = 8;

  /** The meaning of a cell, which determines its color. */
  public enum Tone {
    PLAIN(""),
    QUIET("\u001b[2m"),
    GOOD("\u001b[32m"),
    HELD("\u001b[33m"),
    BAD("\u001b[31m");

    private static final String RESET = "\u001b[0m";
    private final String begin;

    Tone(String begin) {
      this.begin = begin;
    }

    String paint(String text) {
      return begin.isEmpty() || text.isBlank() ? text : begin + text + RESET;
    }
  }

  public record Cell(String text, Tone tone) {
    public static Cell of(String text) {
      return new Cell(text, Tone.PLAIN);
    }
  }

  /**
   * @param right whether its cells are right-aligned
   * @param mayShrink whether it is cut, with an ellipsis, if the table would be too wide
   */
  public record Column(String title, boolean right, boolean mayShrink) {
    public static Column left(String title) {
      return new Column(title, false, false);
    }

    public static Column right(String title) {
      return new Column(title, true, false);
    }

    public static Column shrinking(String title) {
      return new Column(title, false, true);
    }
  }

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  public TextTable(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  public void add(List<Cell> row) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(row.size() + " cells for " + columns.size() + " columns");
    }
    rows.add(List.copyOf(row));
  }

  /**
   * @param width of the terminal in columns
   * @return lines without trailing blanks, the first one the titles
   */
  public List<String> lines(int width, boolean coloured) {
    int[] widths = widths(width);
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            columns.stream().map(column -> new Cell(column.title(), Tone.QUIET)).toList(),
            widths,
            coloured));
    rows.forEach(row -> lines.add(line(row, widths, coloured)));
    return lines;
  }

  private int[] widths(int width) {
    int[] widths = new int[columns.size()];
    int total = (columns.size() - 1) * GAP.length();
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          rows.stream()
              .mapToInt(row -> row.get(column).text().length())
              .reduce(columns.get(i).title().length(), Math::max);
      total += widths[i];
    }
    for (int i = 0; i < widths.length && total > width; i++) {
      if (columns.get(i).mayShrink()) {
        int shrunk = Math.max(Math.min(NARROWEST, widths[i]), widths[i] - (total - width));
        total -= widths[i] - shrunk;
        widths[i] = shrunk;
      }
    }
    return widths;
  }

  private String line(List<Cell> cells, int[] widths, boolean coloured) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      Cell cell = cells.get(i);
      String text = cut(cell.text(), widths[i]);
      String blanks = " ".repeat(widths[i] - text.length());
      String shown = coloured ? cell.tone().paint(text) : text;
      boolean last = i == widths.length - 1;
      line.append(columns.get(i).right() ? blanks + shown : last ? shown : shown + blanks);
      line.append(last ? "" : GAP);
    }
    return line.toString().stripTrailing();
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }
}
