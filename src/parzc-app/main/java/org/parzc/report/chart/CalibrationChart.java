package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.parzc.evaluation.Calibration;
import org.parzc.evaluation.Predictions;
import org.parzc.report.Table;

/**
 * Calibration curve: which share of the errors lies within intervals that should hold a given
 * share.
 */
public final class CalibrationChart {
  private static final int HEIGHT = 360;
  private static final int[] PERCENT = {0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99};

  private CalibrationChart() {}

  /**
   * What to draw a line of.
   *
   * @param name names the line
   * @param predictions with standard deviations, and labels so that higher is better
   */
  public record Source(String name, Predictions predictions) {}

  /**
   * Returns the chart: a line per source, the first few of them, and the diagonal of perfect
   * calibration.
   */
  public static Chart of(String id, List<Source> sources) {
    double[] expected = Arrays.stream(PERCENT).mapToDouble(percent -> percent / 100.0).toArray();
    List<Map<String, Object>> series = new ArrayList<>();
    List<List<Object>> numbers = new ArrayList<>();
    StringBuilder summary =
        new StringBuilder("Line chart of the observed against the expected share of errors.");
    for (Source source : sources.subList(0, Math.min(sources.size(), Options.MOST_SERIES))) {
      double[] observed =
          Calibration.curve(
              source.predictions().asScores(), source.predictions().labels(), expected);
      series.add(
          Options.line(
              source.name(),
              series.size(),
              IntStream.range(0, PERCENT.length)
                  .mapToObj(i -> List.of(PERCENT[i], Options.rounded(100 * observed[i])))
                  .toList()));
      for (int i = 0; i < PERCENT.length; i++) {
        numbers.add(List.of(source.name(), PERCENT[i], 100 * observed[i]));
      }
      summary.append(
          " %s: %s %% within the interval that should hold 90 %%."
              .formatted(
                  source.name(),
                  Options.fixed(100 * observed[Arrays.binarySearch(PERCENT, 90)], 0)));
    }
    Map<String, Object> x = Options.x("expected share of errors, %");
    Map<String, Object> y = Options.y("observed share, %");
    for (Map<String, Object> axis : List.of(x, y)) {
      axis.put("min", 0);
      axis.put("max", 100);
    }
    // The line of what would be right belongs to no series: it must not be taken for a measurement.
    series
        .get(0)
        .put(
            "markLine",
            Map.of(
                "silent",
                true,
                "symbol",
                "none",
                "label",
                Map.of("show", false),
                "data",
                List.of(
                    List.of(Map.of("coord", List.of(0, 0)), Map.of("coord", List.of(100, 100))))));
    Map<String, Object> option = Options.cartesian(x, y, series);
    option.put("legend", Options.legend());
    return new Chart(
        id,
        "Uncertainty calibration",
        "Errors against the interval that a normal distribution with the predicted standard"
            + " deviation gives; on the dashed line standard deviations are right, below it too"
            + " small.",
        summary.toString(),
        HEIGHT,
        true,
        option,
        new Table(
            List.of(
                Table.Column.text("predictions"),
                Table.Column.number("expected %", 0),
                Table.Column.number("observed %", 1)),
            numbers));
  }
}
