package dev.sluice.bench.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws plots into files, without a display. */
final class Plots {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int FEW = 12;

  private Plots() {}

  static void draw(Plot plot, Path dir) throws IOException {
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(plot.title())
            .xAxisTitle(plot.x())
            .yAxisTitle(plot.y())
            .build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setYAxisLogarithmic(plot.logarithmic());
    if (!plot.logarithmic()) {
      chart.getStyler().setYAxisMin(0.0);
    }
    for (Plot.Line line : plot.drawable()) {
      chart
          .addSeries(line.name(), line.xs(), line.ys())
          .setMarker(line.xs().size() <= FEW ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
    ImageIO.write(
        BitmapEncoder.getBufferedImage(chart), "png", dir.resolve(plot.name() + ".png").toFile());
  }
}
