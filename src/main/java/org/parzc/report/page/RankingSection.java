package org.parzc.report.page;

import java.util.List;
import org.parzc.ranking.RankedArchitecture;
import org.parzc.report.chart.RankingChart;
import org.parzc.report.chart.Table;
import org.parzc.report.chart.Table.Column;

/** What a ranking says. */
public final class RankingSection {
  private RankingSection() {}

  /** Returns the section of a ranking with at least one architecture. */
  public static Section of(List<RankedArchitecture> ranking) {
    return new Section("ranking", "Ranking", "Candidates by their predicted score, the best first.",
        List.of(new Section.Fact("candidates", String.valueOf(ranking.size()))),
        List.of(RankingChart.of("ranking-best", ranking)),
        List.of(new Section.Listing("ranked", "All candidates", new Table(List.of(Column.number("rank", 0),
            Column.text("architecture"), Column.number("score", 4), Column.number("std", 4)), ranking.stream()
            .map(one -> List.<Object>of(one.rank(), one.architecture(), one.score(), one.deviation())).toList()))));
  }
}
