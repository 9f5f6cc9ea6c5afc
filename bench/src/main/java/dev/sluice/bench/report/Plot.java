package dev.sluice.bench.report;

import java.util.List;

/**
 * Lines over a common axis.
 *
 * @param name of its file, without the ending
 * @param logarithmic whether the vertical axis is
 */
public record Plot(
    String name, String title, String x, String y, boolean logarithmic, List<Line> lines) {

  /** As many values of y as of x, one or more. */
  public record Line(String name, List<Double> xs, List<Double> ys) {
    public Line {
      xs = List.copyOf(xs);
      ys = List.copyOf(ys);
      if (xs.isEmpty() || xs.size() != ys.size()) {
        throw new IllegalArgumentException(
            name + " has " + xs.size() + " values of x and " + ys.size() + " of y");
      }
    }
  }

  public Plot {
    lines = List.copyOf(lines);
  }
}
