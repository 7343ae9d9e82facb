package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.parzc.report.Table;
import org.parzc.search.SearchHistory;

/** How good the best is after so many evaluations. */
public final class SearchCurve {
  private static final int HEIGHT = 400;

  private SearchCurve() {}

  /**
   * One search.
   *
   * @param name names its line
   * @param history what it tried
   */
  public record Source(String name, SearchHistory history) {}

  /** Returns the chart: a line per search, the first few of them. */
  public static Chart of(String id, List<Source> sources) {
    List<Map<String, Object>> series = new ArrayList<>();
    List<List<Object>> numbers = new ArrayList<>();
    StringBuilder summary = new StringBuilder("Line chart of the best value so far.");
    for (Source source : sources.subList(0, Math.min(sources.size(), Options.MOST_SERIES))) {
      List<List<Object>> best = new ArrayList<>();
      int done = source.history().steps().size();
      double highest = Double.NaN;
      for (SearchHistory.Numbered one : source.history().improvements()) {
        highest = one.step().value();
        best.add(List.of(one.number(), Options.rounded(highest)));
        numbers.add(List.of(source.name(), one.number(), highest, one.step().architecture()));
      }
      if (!best.isEmpty()) {
        best.add(List.of(done, Options.rounded(highest)));
      }
      Map<String, Object> line = Options.line(source.name(), series.size(), best);
      line.putAll(Map.of("step", "end", "showSymbol", false));
      series.add(line);
      summary.append(" %s: %s after %d.".formatted(source.name(), Options.fixed(highest, 4), done));
    }
    String value = sources.get(0).history().title();
    Map<String, Object> option =
        Options.cartesian(Options.x("architectures evaluated"), Options.y(value), series);
    option.put("legend", Options.legend());
    return new Chart(
        id,
        "Best %s so far".formatted(value),
        "Each step is an improvement.",
        summary.toString(),
        HEIGHT,
        true,
        option,
        new Table(
            List.of(
                Table.Column.text("search"),
                Table.Column.number("evaluations", 0),
                Table.Column.number(value, 4),
                Table.Column.text("architecture")),
            numbers));
  }
}
