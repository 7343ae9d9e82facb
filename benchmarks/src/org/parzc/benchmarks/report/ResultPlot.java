package org.parzc.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.parzc.benchmarks.report.Svg.Point;

/** The plots that there are results for, one below the other. */
final class ResultPlot {
  private static final String STYLE = """
      text { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; fill: #1f2328 }
      .title { font-size: 15px; font-weight: 600 }
      .label { font-size: 12px }
      .value { font-size: 10px }
      .card { fill: #ffffff; stroke: #d1d9e0 }
      .grid { stroke: #d1d9e0 }
      .guide { stroke: #59636e; stroke-dasharray: 2 4 }
      .floor { stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 7 4 }
      .line { fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linejoin: round }
      .fill { fill: currentColor }
      @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc }
      .card { fill: #0d1117; stroke: #3d444d }
      .grid { stroke: #2a313c }
      .guide { stroke: #9198a1 }
      .floor { stroke: #ff7b72 }
      }
      """;

  private ResultPlot() {}

  /** Returns the drawing as SVG, or nothing if no plot has results. */
  static Optional<String> of(List<JmhResult> results) {
    List<Plot> plots = Stream.<Plot>of(new GrowthPlot(results), new BandwidthPlot(results))
        .filter(plot -> !plot.isEmpty()).toList();
    if (plots.isEmpty()) {
      return Optional.empty();
    }
    int height = plots.size() * Panel.HEIGHT;
    Svg svg = new Svg(Panel.WIDTH, height, STYLE + Legend.STYLE);
    svg.rectangle("card", new Point(0.5, 0.5), Panel.WIDTH - 1, height - 1);
    for (int i = 0; i < plots.size(); i++) {
      plots.get(i).draw(svg, new Panel(i * Panel.HEIGHT));
    }
    return Optional.of(svg.toString());
  }
}
