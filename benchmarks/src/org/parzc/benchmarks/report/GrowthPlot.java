package org.parzc.benchmarks.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.parzc.benchmarks.report.Svg.Anchor;
import org.parzc.benchmarks.report.Svg.Point;

/** DiffKendall's time against the number of predictions, both logarithmic, a line to a competitor. */
final class GrowthPlot implements Plot {
  private static final String BENCHMARK = "DiffKendallBenchmark";
  private static final double MARGIN = 1.2;
  private static final int STEP = 4;
  private static final double APART = 5;

  private final Map<String, SortedMap<Integer, Double>> times = new LinkedHashMap<>();

  /** Takes results that have an n; those without a competitor are our kernel's. */
  GrowthPlot(List<JmhResult> results) {
    results.stream().filter(result -> result.className().equals(BENCHMARK) && result.params().containsKey("n"))
        .forEach(result -> times
            .computeIfAbsent(result.params().getOrDefault("competitor", ResultTable.OURS), name -> new TreeMap<>())
            .put(Integer.valueOf(result.params().get("n")), result.primaryMetric().inSeconds()));
  }

  @Override
  public boolean isEmpty() {
    return times.isEmpty();
  }

  @Override
  public void draw(Svg svg, Panel panel) {
    Legend legend = new Legend(times.keySet());
    panel.title(svg, "DiffKendall: time for value and gradient of n predictions (less is better)", legend);
    int smallest = times.values().stream().mapToInt(SortedMap::firstKey).min().orElseThrow();
    int largest = times.values().stream().mapToInt(SortedMap::lastKey).max().orElseThrow();
    Scale x = Scale.logarithmic(smallest / MARGIN, largest * MARGIN, Panel.LEFT, Panel.RIGHT);
    Scale y = decades(panel);
    for (double decade = y.low(); decade < y.high() * MARGIN; decade *= 10) {
      TimeScale unit = TimeScale.suiting(decade);
      panel.rowMark(svg, y.at(decade), Math.round(decade / unit.seconds()) + " " + unit.symbol());
    }
    for (int n = smallest; n <= largest; n *= STEP) {
      panel.columnMark(svg, x.at(n), Figures.value(String.valueOf(n)));
    }
    panel.columnsAre(svg, "n");
    if (times.containsKey(ResultTable.OURS)) {
      drawSquare(svg, x, y);
    }
    times.forEach((competitor, line) -> {
      List<Point> points = line.entrySet().stream()
          .map(entry -> new Point(x.at(entry.getKey()), y.at(entry.getValue()))).toList();
      svg.path("line " + legend.look(competitor), points);
      points.forEach(point -> svg.dot("fill " + legend.look(competitor), point));
    });
  }

  private Scale decades(Panel panel) {
    List<Double> logarithms = times.values().stream().map(Map::values).flatMap(Collection::stream).map(Math::log10)
        .sorted().toList();
    return Scale.logarithmic(Math.pow(10, Math.floor(logarithms.get(0))),
        Math.pow(10, Math.ceil(logarithms.get(logarithms.size() - 1))), panel.lower(), panel.upper());
  }

  /** Draws growth with the square of n beside our line, for the eye to compare. */
  private void drawSquare(Svg svg, Scale x, Scale y) {
    SortedMap<Integer, Double> ours = times.get(ResultTable.OURS);
    int end = ours.lastKey();
    DoubleUnaryOperator time = n -> ours.get(end) / APART * Math.pow(n / end, 2);
    double start = Math.max(x.low(), end * Math.sqrt(y.low() / time.applyAsDouble(end)));
    svg.line("guide", new Point(x.at(start), y.at(time.applyAsDouble(start))),
        new Point(x.at(end), y.at(time.applyAsDouble(end))));
    double middle = Math.sqrt(start * end);
    svg.write("label", new Point(x.at(middle) + 10, y.at(time.applyAsDouble(middle)) + 12), Anchor.START,
        "slope of n²");
  }
}
