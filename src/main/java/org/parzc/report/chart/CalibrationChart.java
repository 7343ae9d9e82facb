package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.parzc.evaluation.Calibration;
import org.parzc.evaluation.Predictions;

/** Which share of the errors lies within intervals that should hold a given share. */
public final class CalibrationChart {
  private static final int HEIGHT = 360;
  private static final int[] PERCENT = {0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99};

  private CalibrationChart() {}

  /**
   * What to draw a line of.
   *
   * @param name names the line
   * @param predictions with deviations
   */
  public record Source(String name, Predictions predictions) {}

  /** Returns the chart: a line per source, the first few of them, and the diagonal of perfect deviations. */
  public static Chart of(String id, List<Source> sources) {
    double[] deviations = Arrays.stream(PERCENT)
        .mapToDouble(percent -> new NormalDistribution().inverseCumulativeProbability(0.5 + percent / 200.0)).toArray();
    List<Map<String, Object>> series = new ArrayList<>();
    List<List<Object>> numbers = new ArrayList<>();
    StringBuilder summary = new StringBuilder("Line chart of the observed against the expected share of errors.");
    for (Source source : sources.subList(0, Math.min(sources.size(), Options.MOST_SERIES))) {
      double[] coverage = Calibration.coverage(source.predictions().asScores(), source.predictions().labels(),
          deviations);
      series.add(Options.line(source.name(), series.size(), IntStream.range(0, PERCENT.length)
          .mapToObj(i -> List.of(PERCENT[i], Options.rounded(100 * coverage[i]))).toList()));
      for (int i = 0; i < PERCENT.length; i++) {
        numbers.add(List.of(source.name(), PERCENT[i], 100 * coverage[i]));
      }
      summary.append(" %s: %s %% within the interval that should hold 90 %%.".formatted(source.name(),
          Options.fixed(100 * coverage[Arrays.binarySearch(PERCENT, 90)], 0)));
    }
    Map<String, Object> x = Options.x("expected share of errors, %");
    Map<String, Object> y = Options.y("observed share, %");
    for (Map<String, Object> axis : List.of(x, y)) {
      axis.put("min", 0);
      axis.put("max", 100);
    }
    // The line of what would be right belongs to no series: it must not be taken for a measurement.
    series.get(0).put("markLine", Map.of("silent", true, "symbol", "none", "label", Map.of("show", false), "data",
        List.of(List.of(Map.of("coord", List.of(0, 0)), Map.of("coord", List.of(100, 100))))));
    Map<String, Object> option = Options.cartesian(x, y, series);
    option.put("legend", Options.legend());
    return new Chart(id, "What the deviations are worth",
        "Errors against the interval that a normal distribution with the predicted deviation gives; on the dashed line "
            + "deviations are right, below it too small.", summary.toString(), HEIGHT, true, option,
        new Table(List.of(Table.Column.text("predictions"), Table.Column.number("expected %", 0),
            Table.Column.number("observed %", 1)), numbers));
  }
}
