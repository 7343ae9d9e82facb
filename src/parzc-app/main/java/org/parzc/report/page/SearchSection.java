package org.parzc.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.report.Format;
import org.parzc.report.Table;
import org.parzc.report.Table.Column;
import org.parzc.report.chart.Chart;
import org.parzc.report.chart.CostChart;
import org.parzc.report.chart.SearchCurve;
import org.parzc.search.SearchHistory;

/** What searches found, and how soon. */
public final class SearchSection {
  private SearchSection() {}

  /**
   * Returns the section of at least one search.
   *
   * @param remarks what is to be known of them, such as why one ended early; one sentence each,
   *     without its full stop
   */
  public static Section of(List<SearchCurve.Source> searches, List<String> remarks) {
    List<Chart> charts = new ArrayList<>(List.of(SearchCurve.of("search-best", searches)));
    List<Section.Fact> facts = new ArrayList<>();
    List<Section.Listing> listings = new ArrayList<>();
    for (int i = 0; i < searches.size(); i++) {
      SearchHistory history = searches.get(i).history();
      String number = searches.size() == 1 ? "" : "-" + (i + 1);
      if (history.hasCosts()) {
        charts.add(CostChart.of("search-cost" + number, history));
      }
      List<SearchHistory.Numbered> better = history.improvements();
      if (!better.isEmpty()) {
        facts.add(
            new Section.Fact(
                searches.size() == 1
                    ? "best " + history.title()
                    : searches.get(facts.size()).name(),
                Format.decimals(better.get(better.size() - 1).step().value(), 4)));
      }
      listings.add(
          new Section.Listing("evaluated" + number, searches.get(i).name(), table(history)));
    }
    String text =
        Stream.concat(
                Stream.of("What was tried, in order, and the best of it so far"), remarks.stream())
            .map(sentence -> sentence + ".")
            .collect(Collectors.joining(" "));
    return new Section("search", "Search", text, facts, charts, listings);
  }

  private static Table table(SearchHistory history) {
    List<SearchHistory.Numbered> steps = history.bestFirst();
    Table table =
        Table.of(
            List.of(
                Column.number("evaluation", 0),
                Column.text("architecture"),
                Column.number(history.value(), 4)),
            steps,
            one -> List.of(one.number(), one.step().architecture(), one.step().value()));
    return history.hasCosts()
        ? table.with(
            Column.number(history.settings().get("minimised").orElse("cost"), 2),
            steps.stream().map(one -> one.step().cost()).toList())
        : table;
  }
}
