package dev.sluice.cli;

import dev.sluice.replay.Series;
import dev.sluice.replay.Series.Line;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a replay into a file, without a display: a chart for each line, one below the other. */
final class ReplayPlot {
  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 220;
  private static final int FAINT = 90;

  /** The area of what was recorded shows on both sides of it. */
  private static final BasicStroke THIN = new BasicStroke(1.5f);

  /** Long enough that the labels of the axis differ. */
  private static final long SHORT_MS = Duration.ofSeconds(10).toMillis();

  private static final long DAYS_MS = Duration.ofDays(2).toMillis();

  private ReplayPlot() {}

  static void draw(Series series, Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Line[] lines = Line.values();
    BufferedImage image =
        new BufferedImage(WIDTH, lines.length * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    for (int i = 0; i < lines.length; i++) {
      canvas.drawImage(
          BitmapEncoder.getBufferedImage(chart(series, lines[i])), 0, i * HEIGHT, null);
    }
    canvas.dispose();
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException("this Java can't write PNG files");
    }
  }

  private static String title(Line line, long lengthMs) {
    String each = "in " + (lengthMs < 1_000 ? lengthMs + " ms" : of(Duration.ofMillis(lengthMs)));
    return switch (line) {
      case ADMITTED -> "Requests admitted at once, " + each;
      case WAITING -> "Requests that had to wait, " + each;
      case REJECTED -> "Requests rejected, " + each;
      case SPENT -> "Spent since the beginning, US dollars";
    };
  }

  /** Such as 5m or 1h. */
  private static String of(Duration length) {
    return length.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  private static Color color(Line line) {
    return switch (line) {
      case ADMITTED -> new Color(0x2e7d32);
      case WAITING -> new Color(0xef6c00);
      case REJECTED -> new Color(0xc62828);
      case SPENT -> new Color(0x1565c0);
    };
  }

  @SuppressWarnings("JavaUtilDate")
  private static XYChart chart(Series series, Line line) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title(line, series.lengthMs()))
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setTimezone(TimeZone.getTimeZone("UTC"));
    chart.getStyler().setYAxisMin(0.0);
    Points recorded = Points.of(series, line, false);
    Points replayed = Points.of(series, line, true);
    double most = Math.max(recorded.most(), replayed.most());
    boolean money = line == Line.SPENT;
    chart.getStyler().setYAxisMax(most == 0 ? 1.0 : most * 1.05);
    chart.getStyler().setYAxisDecimalPattern(money ? "0.00####" : "#,##0");
    if (!recorded.xs().isEmpty()) {
      chart.getStyler().setDatePattern(pattern(recorded.spanMs()));
      Date first = recorded.xs().get(0);
      chart.setXAxisTitle(
          "UTC, from " + Instant.ofEpochMilli(first.getTime()).toString().replace('T', ' '));
      add(chart, "recorded", recorded, XYSeries.XYSeriesRenderStyle.StepArea, color(line));
      add(chart, "replayed", replayed, XYSeries.XYSeriesRenderStyle.Step, color(line).darker());
    }
    return chart;
  }

  private static String pattern(long spanMs) {
    if (spanMs < SHORT_MS) {
      return "HH:mm:ss.SSS";
    }
    return spanMs < DAYS_MS ? "HH:mm:ss" : "MM-dd HH:mm";
  }

  private static void add(
      XYChart chart, String name, Points points, XYSeries.XYSeriesRenderStyle style, Color color) {
    XYSeries drawn = chart.addSeries(name, points.xs(), points.ys());
    drawn.setXYSeriesRenderStyle(style);
    drawn.setMarker(SeriesMarkers.NONE);
    drawn.setLineStyle(THIN);
    boolean area = style == XYSeries.XYSeriesRenderStyle.StepArea;
    Color faint = new Color(color.getRed(), color.getGreen(), color.getBlue(), FAINT);
    drawn.setLineColor(area ? faint : color);
    drawn.setFillColor(faint);
  }

  /** What is drawn: each value holds until the next one. */
  private record Points(List<Date> xs, List<Double> ys) {

    @SuppressWarnings("JavaUtilDate") // what a time axis takes
    static Points of(Series series, Line line, boolean replayed) {
      Points points = new Points(new ArrayList<>(), new ArrayList<>());
      double[] total = {0};
      series.each(
          line,
          replayed,
          (at, amount) -> {
            total[0] += amount / 1e6;
            points.xs.add(new Date(at));
            points.ys.add(line == Line.SPENT ? total[0] : amount);
          });
      if (!points.xs.isEmpty()) {
        int last = points.xs.size() - 1;
        points.xs.add(new Date(points.xs.get(last).getTime() + series.lengthMs()));
        points.ys.add(points.ys.get(last));
      }
      return points;
    }

    double most() {
      return ys.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    @SuppressWarnings("JavaUtilDate")
    long spanMs() {
      return xs.get(xs.size() - 1).getTime() - xs.get(0).getTime();
    }
  }
}
