package org.parzc.report.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.report.chart.Chart;
import org.parzc.report.chart.CostChart;
import org.parzc.report.chart.SearchCurve;
import org.parzc.report.chart.Table;
import org.parzc.report.chart.Table.Column;
import org.parzc.search.SearchHistory;

/** What searches found, and how soon. */
public final class SearchSection {
  private SearchSection() {}

  /**
   * Returns the section of at least one search.
   *
   * @param remarks what is to be known of them, such as why one ended early; one sentence each, without its full stop
   */
  public static Section of(List<SearchCurve.Source> searches, List<String> remarks) {
    List<Chart> charts = new ArrayList<>(List.of(SearchCurve.of("search-best", searches)));
    List<Section.Fact> facts = new ArrayList<>();
    List<Section.Listing> listings = new ArrayList<>();
    for (int i = 0; i < searches.size(); i++) {
      SearchHistory history = searches.get(i).history();
      String number = searches.size() == 1 ? "" : "-" + (i + 1);
      if (CostChart.fits(history)) {
        charts.add(CostChart.of("search-cost" + number, history));
      }
      history.steps().stream().mapToDouble(history::merit).filter(Double::isFinite).max()
          .ifPresent(best -> facts.add(new Section.Fact(searches.size() == 1 ? "best " + history.title()
              : searches.get(facts.size()).name(),
              String.format(Locale.ROOT, "%.4f", history.direction().oriented(best)))));
      listings.add(new Section.Listing("evaluated" + number, searches.get(i).name(), table(history)));
    }
    String text = Stream.concat(Stream.of("What was tried, in order, and the best of it so far"), remarks.stream())
        .map(sentence -> sentence + ".").collect(Collectors.joining(" "));
    return new Section("search", "Search", text, facts, charts, listings);
  }

  private static Table table(SearchHistory history) {
    boolean costs = CostChart.fits(history);
    List<Column> columns = new ArrayList<>(List.of(Column.number("evaluation", 0), Column.text("architecture"),
        Column.number(history.value(), 4)));
    if (costs) {
      columns.add(Column.number(history.settings().get("minimised").orElse("cost"), 2));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (SearchHistory.Step step : history.steps()) {
      List<Object> row = new ArrayList<>(List.of(rows.size() + 1, step.architecture(), step.value()));
      if (costs) {
        row.add(step.cost());
      }
      rows.add(row);
    }
    rows.sort(Comparator.comparingDouble(row -> -history.direction().oriented((double) row.get(2))));
    return new Table(columns, rows);
  }
}
