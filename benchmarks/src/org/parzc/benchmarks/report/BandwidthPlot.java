package org.parzc.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.parzc.benchmarks.report.Svg.Anchor;
import org.parzc.benchmarks.report.Svg.Point;

/** Gigabytes per second of all node sums, a bar to a competitor, and the floor: reading memory and nothing else. */
final class BandwidthPlot implements Plot {
  private static final String BENCHMARK = "NodeSumsBenchmark";
  private static final String FLOOR = "MemoryReadBenchmark";
  private static final String COUNTER = "gigabytes";
  private static final double HEADROOM = 1.08;
  private static final double BETWEEN_GROUPS = 0.16;
  private static final double BAR = 0.86;
  private static final int MARKS = 6;

  private final Map<String, Map<String, Double>> networks = new LinkedHashMap<>();
  private final List<String> competitors;
  private final Optional<JmhResult> floor;

  /** Takes what counts gigabytes; the floor is the best reader of the most memory. */
  BandwidthPlot(List<JmhResult> results) {
    List<JmhResult> sums = counting(results, BENCHMARK).toList();
    sums.forEach(result -> networks.computeIfAbsent(result.params().get("networks"), name -> new LinkedHashMap<>())
        .put(result.params().get("competitor"), gigabytes(result)));
    competitors = sums.stream().map(result -> result.params().get("competitor")).distinct().toList();
    floor = counting(results, FLOOR).max(Comparator.comparing(BandwidthPlot::mebibytes)
        .thenComparing(BandwidthPlot::gigabytes));
  }

  private static Stream<JmhResult> counting(List<JmhResult> results, String benchmark) {
    return results.stream().filter(result -> result.className().equals(benchmark)
        && result.secondaryMetrics().containsKey(COUNTER));
  }

  private static double gigabytes(JmhResult result) {
    return result.secondaryMetrics().get(COUNTER).inSeconds();
  }

  private static int mebibytes(JmhResult result) {
    return Integer.parseInt(result.params().get("mebibytes"));
  }

  @Override
  public boolean isEmpty() {
    return networks.isEmpty();
  }

  @Override
  public void draw(Svg svg, Panel panel) {
    Legend legend = new Legend(competitors);
    panel.title(svg, "Node sums: memory read, in GB/s (more is better)", legend);
    double largest = Stream.concat(networks.values().stream().flatMap(bars -> bars.values().stream()),
        floor.stream().map(BandwidthPlot::gigabytes)).mapToDouble(Double::doubleValue).max().orElseThrow();
    Scale y = Scale.linear(0, largest * HEADROOM, panel.lower(), panel.upper());
    double step = step(largest);
    for (int mark = 0; mark * step <= largest; mark++) {
      panel.rowMark(svg, y.at(mark * step), String.valueOf(Math.round(mark * step)));
    }
    double width = (Panel.RIGHT - Panel.LEFT) / networks.size();
    List<String> names = new ArrayList<>(networks.keySet());
    for (int i = 0; i < names.size(); i++) {
      double left = Panel.LEFT + i * width;
      panel.columnMark(svg, left + width / 2, Figures.value(names.get(i)));
      drawBars(svg, legend, networks.get(names.get(i)), y, left + width * BETWEEN_GROUPS / 2,
          width * (1 - BETWEEN_GROUPS) / competitors.size());
    }
    floor.ifPresent(best -> drawFloor(svg, best, y));
  }

  private void drawBars(Svg svg, Legend legend, Map<String, Double> bars, Scale y, double left, double width) {
    bars.forEach((competitor, gigabytes) -> {
      double x = left + competitors.indexOf(competitor) * width;
      svg.rectangle("fill " + legend.look(competitor), new Point(x, y.at(gigabytes)), width * BAR,
          y.from() - y.at(gigabytes));
      svg.write("value", new Point(x + width * BAR / 2, y.at(gigabytes) - 4), Anchor.MIDDLE,
          Figures.number(gigabytes));
    });
  }

  private static void drawFloor(Svg svg, JmhResult best, Scale y) {
    double height = y.at(gigabytes(best));
    svg.line("floor", new Point(Panel.LEFT, height), new Point(Panel.RIGHT, height));
    svg.write("label", new Point(Panel.RIGHT, height - 6), Anchor.END, "floor: " + Figures.value(
        best.params().get("reader")) + " reads " + Figures.number(gigabytes(best)) + " GB/s");
  }

  /** Returns one, two or five times a power of ten. */
  private static double step(double largest) {
    double decade = Math.pow(10, Math.floor(Math.log10(largest / MARKS)));
    return Stream.of(1, 2, 5, 10).map(factor -> factor * decade).filter(step -> largest / step <= MARKS).findFirst()
        .orElseThrow();
  }
}
