package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.parzc.model.RankedArchitecture;
import org.parzc.model.Ranking;
import org.parzc.report.RankingTable;

/** The scores of the best candidates and how sure they are. */
public final class RankingChart {
  private static final int SHOWN = 20;
  private static final int HEIGHT = 440;

  private RankingChart() {}

  /** Returns the chart of a ranking's first ones, the best on top. */
  public static Chart of(String id, Ranking ranking) {
    List<RankedArchitecture> best =
        ranking.architectures().stream()
            .filter(one -> Double.isFinite(one.score()))
            .limit(SHOWN)
            .toList();
    List<List<Object>> points = new ArrayList<>();
    List<List<List<Object>>> bars = new ArrayList<>();
    for (RankedArchitecture one : best) {
      String rank = String.valueOf(one.rank());
      points.add(List.of(Options.rounded(one.score()), rank, one.architecture()));
      bars.add(
          List.of(
              List.of(Options.rounded(one.score() - one.standardDeviation()), rank),
              List.of(Options.rounded(one.score() + one.standardDeviation()), rank)));
    }
    Map<String, Object> scores = Options.points("score", points);
    scores.put("symbolSize", 8);
    scores.put("itemStyle", Map.of("opacity", 1));
    scores.put(
        "dimensions",
        List.of(
            "score",
            Map.of("name", "rank", "type", "ordinal"),
            Map.of("name", "architecture", "type", "ordinal")));
    scores.put("encode", Map.of("x", 0, "y", 1, "tooltip", List.of(2, 0)));
    Map<String, Object> ranks = Options.y("rank");
    ranks.putAll(
        Map.of(
            "type",
            "category",
            "inverse",
            true,
            "nameLocation",
            "start",
            "data",
            best.stream().map(one -> String.valueOf(one.rank())).toList()));
    return new Chart(
        id,
        "The best %d".formatted(best.size()),
        "Predicted score; bars are one standard deviation.",
        "Dot plot of scores. "
            + (best.isEmpty()
                ? "None is finite."
                : "The best is %s with %s ± %s; number %d has %s."
                    .formatted(
                        best.get(0).architecture(),
                        Options.fixed(best.get(0).score(), 3),
                        Options.fixed(best.get(0).standardDeviation(), 3),
                        best.size(),
                        Options.fixed(best.get(best.size() - 1).score(), 3))),
        HEIGHT,
        true,
        Options.cartesian(
            Options.x("score"),
            ranks,
            List.of(scores, Options.errorBars("score", bars, List.of(2, 9)))),
        RankingTable.of(new Ranking(best)));
  }
}
