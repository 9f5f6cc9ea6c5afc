package dev.sluice.bench.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lines over a common axis.
 *
 * @param name of its file, without the ending
 * @param logarithmic whether the vertical axis is
 */
public record Plot(
    String name, String title, String x, String y, boolean logarithmic, List<Line> lines) {

  /** As many values of y as of x. */
  public record Line(String name, List<Double> xs, List<Double> ys) {
    public Line {
      xs = List.copyOf(xs);
      ys = List.copyOf(ys);
      if (xs.size() != ys.size()) {
        throw new IllegalArgumentException(
            name + " has " + xs.size() + " values of x and " + ys.size() + " of y");
      }
    }
  }

  public Plot {
    lines = List.copyOf(lines);
  }

  /** Those lines and points that can be drawn: zero has no place on a logarithmic axis. */
  List<Line> drawable() {
    return lines.stream().map(this::drawable).filter(line -> !line.xs().isEmpty()).toList();
  }

  private Line drawable(Line line) {
    int[] kept =
        IntStream.range(0, line.ys().size())
            .filter(i -> Double.isFinite(line.ys().get(i)))
            .filter(i -> !logarithmic || line.ys().get(i) > 0)
            .toArray();
    return new Line(
        line.name(),
        Arrays.stream(kept).mapToObj(line.xs()::get).toList(),
        Arrays.stream(kept).mapToObj(line.ys()::get).toList());
  }
}
