package org.parzc.report.chart;

import java.util.List;
import java.util.Map;
import org.parzc.report.Table;
import org.parzc.search.SearchHistory;

/**
 * Score against cost of everything that a search tried, and the front that nothing beats in both.
 */
public final class CostChart {
  private static final int HEIGHT = 400;

  private CostChart() {}

  /** Returns the chart of a search that {@linkplain SearchHistory#hasCosts has costs}. */
  public static Chart of(String id, SearchHistory history) {
    String cost = history.settings().get("minimised").orElse("cost");
    List<List<Object>> all =
        history.cheapestFirst().stream()
            .map(
                step ->
                    List.<Object>of(
                        Options.rounded(step.cost()),
                        Options.rounded(step.value()),
                        step.architecture()))
            .toList();
    List<SearchHistory.Step> steps = history.front();
    List<List<Object>> front =
        steps.stream()
            .map(
                step ->
                    List.<Object>of(Options.rounded(step.cost()), Options.rounded(step.value())))
            .toList();
    SearchHistory.Step best = steps.get(steps.size() - 1);
    Map<String, Object> points = Options.points("each", all);
    points.put(
        "dimensions",
        List.of(cost, history.value(), Map.of("name", "architecture", "type", "ordinal")));
    points.put("encode", Map.of("x", 0, "y", 1, "tooltip", List.of(2, 0, 1)));
    Map<String, Object> option =
        Options.cartesian(
            Options.x(cost),
            Options.y(history.title()),
            List.of(Options.line("front", 0, front), points));
    option.put("legend", Options.legend());
    return new Chart(
        id,
        "%s against %s".formatted(history.value(), cost),
        "Nothing that the search tried is both cheaper and better than a point of the front.",
        "Scatter plot of %d architectures; %d of them are on the front, the best with %s at a cost of %s."
            .formatted(
                all.size(),
                front.size(),
                Options.fixed(best.value(), 4),
                Options.rounded(best.cost())),
        HEIGHT,
        true,
        option,
        Table.of(
            List.of(
                Table.Column.text("on the front"),
                Table.Column.number(history.value(), 4),
                Table.Column.number(cost, 2)),
            steps,
            step -> List.of(step.architecture(), step.value(), step.cost())));
  }
}
