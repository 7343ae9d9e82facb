package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.parzc.search.SearchHistory;

/** Score against cost of everything that a search tried, and the front that nothing beats in both. */
public final class CostChart {
  private static final int HEIGHT = 400;

  private CostChart() {}

  /** Returns whether a search minimised a cost. */
  public static boolean fits(SearchHistory history) {
    return history.steps().stream().anyMatch(CostChart::isFinite);
  }

  private static boolean isFinite(SearchHistory.Step step) {
    return Double.isFinite(step.cost()) && Double.isFinite(step.value());
  }

  /** Returns the chart of a search that it {@link #fits}. */
  public static Chart of(String id, SearchHistory history) {
    String cost = history.settings().get("minimised").orElse("cost");
    List<SearchHistory.Step> cheapestFirst = history.steps().stream().filter(CostChart::isFinite).sorted(
        Comparator.comparingDouble(SearchHistory.Step::cost)
            .thenComparing(Comparator.comparingDouble(history::merit).reversed())).toList();
    List<List<Object>> all = new ArrayList<>();
    List<List<Object>> front = new ArrayList<>();
    List<List<Object>> numbers = new ArrayList<>();
    double highest = Double.NEGATIVE_INFINITY;
    for (SearchHistory.Step step : cheapestFirst) {
      all.add(List.of(Options.rounded(step.cost()), Options.rounded(step.value()), step.architecture()));
      if (history.merit(step) > highest) {
        highest = history.merit(step);
        front.add(List.of(Options.rounded(step.cost()), Options.rounded(step.value())));
        numbers.add(List.of(step.architecture(), step.value(), step.cost()));
      }
    }
    Map<String, Object> points = Options.points("each", all);
    points.put("dimensions", List.of(cost, history.value(), Map.of("name", "architecture", "type", "ordinal")));
    points.put("encode", Map.of("x", 0, "y", 1, "tooltip", List.of(2, 0, 1)));
    Map<String, Object> option = Options.cartesian(Options.x(cost), Options.y(history.title()),
        List.of(Options.line("front", 0, front), points));
    option.put("legend", Options.legend());
    return new Chart(id, "%s against %s".formatted(history.value(), cost),
        "Nothing that the search tried is both cheaper and better than a point of the front.",
        "Scatter plot of %d architectures; %d of them are on the front, the best with %s at a cost of %s.".formatted(
            all.size(), front.size(), Options.fixed(history.direction().oriented(highest), 4),
            front.get(front.size() - 1).get(0)), HEIGHT, true, option,
        new Table(List.of(Table.Column.text("on the front"), Table.Column.number(history.value(), 4),
            Table.Column.number(cost, 2)), numbers));
  }
}
