package org.parzc.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.evaluation.Calibration;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.Predictions;
import org.parzc.evaluation.RankQuality;
import org.parzc.files.Provenance;
import org.parzc.importance.FeatureGroup;
import org.parzc.importance.NodeImportance;
import org.parzc.labels.Direction;
import org.parzc.model.Ranking;
import org.parzc.model.Scores;
import org.parzc.report.EvaluationResult;
import org.parzc.report.ImportanceResult;
import org.parzc.report.chart.SearchCurve;
import org.parzc.search.SearchHistory;

/** Results that a report can be made of, some with names that try to break it. */
public final class SamplePages {
  public static final String HOSTILE =
      "</script><img src=x onerror=\"document.title='broken'\">, \"a\"";
  public static final int RANKED = 40;
  public static final List<Integer> BUDGETS = List.of(10, 20);

  private SamplePages() {}

  /**
   * Predictions with errors that grow and shrink; the first architecture, the best, has a hostile
   * name.
   */
  public static Predictions predictions() {
    double[] labels = IntStream.range(0, RANKED).mapToDouble(i -> 94 - i * 0.5).toArray();
    return new Predictions(
        IntStream.range(0, RANKED).mapToObj(i -> i == 0 ? HOSTILE : "cell " + i).toList(),
        labels,
        IntStream.range(0, RANKED)
            .mapToDouble(i -> (RANKED - i) / 20.0 - 1 + 0.3 * Math.sin(i))
            .toArray(),
        IntStream.range(0, RANKED).mapToDouble(i -> 0.1 + 0.01 * (i % 7)).toArray());
  }

  private static Evaluation.Row row(String ranker, int budget, double tau, boolean uncertain) {
    Predictions predictions = predictions();
    Calibration calibration = Calibration.of(predictions.asScores(), predictions.labels());
    return new Evaluation.Row(
        ranker,
        budget,
        IntStream.range(0, 3)
            .mapToObj(
                split ->
                    new Evaluation.Result(
                        split,
                        RANKED,
                        new RankQuality(tau + 0.02 * split, 0.8, 0.5, 0.5, 0.5, 94),
                        uncertain ? calibration : null,
                        1.5,
                        uncertain && split == 0 ? predictions : null))
            .toList());
  }

  public static EvaluationResult evaluation() {
    List<Evaluation.Row> rows = new ArrayList<>();
    for (int budget : BUDGETS) {
      rows.add(row("MABN <b>default</b>", budget, 0.6 + budget / 100.0, true));
      rows.add(row("ridge", budget, 0.5 + budget / 100.0, false));
      rows.add(row("#params", budget, 0.4, false));
    }
    return new EvaluationResult(
        Map.of("command", "parzc evaluate '" + HOSTILE + "'", "seed", "0"),
        new EvaluationResult.Task(
            "nasbench201", "cifar10_test", Direction.HIGHER_IS_BETTER, 50, 0, false),
        rows,
        List.of());
  }

  public static NodeImportance importance(FeatureGroup.By by) {
    List<String> nodes =
        List.of(
            "stem",
            "stage1.0->1",
            "stage1.0->2",
            "stage1.1->2",
            "stage2.0->1",
            "stage2.0->2",
            "stage2.1->2",
            "classifier");
    List<String> statistics =
        by == FeatureGroup.By.NODE_STATISTIC ? List.of(":snip", ":fisher") : List.of("");
    List<NodeImportance.Row> rows = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String statistic : statistics) {
        double share = (i + 1) / 72.0 / statistics.size();
        rows.add(
            new NodeImportance.Row(
                nodes.get(i) + statistic,
                3,
                share,
                share / 4,
                share,
                share / 2,
                0.01,
                i / (nodes.size() - 1.0)));
      }
    }
    rows.add(new NodeImportance.Row("network: size", 3, 0.5, 0.05, 0.5, 0.75, 0.1, null));
    return new NodeImportance(by, 0.7, rows);
  }

  public static SearchHistory history() {
    return new SearchHistory(
        new Provenance(Map.of("seed", "1", "minimised", "flops")),
        "score",
        IntStream.range(0, 30)
            .mapToObj(
                i ->
                    new SearchHistory.Step(
                        i == 3 ? HOSTILE : "cell " + i,
                        i == 5 ? Double.NaN : i * 7 % 30,
                        100 - i * 13 % 50))
            .toList());
  }

  public static Ranking ranking() {
    Predictions predictions = predictions();
    return Ranking.of(
        predictions.architectures(),
        new Scores(predictions.scores(), predictions.standardDeviations()));
  }

  /** Returns a page with every kind of section. */
  public static Page everything() {
    return new Page(
        "Report of " + HOSTILE,
        Stream.of(
                EvaluationSections.of(evaluation()),
                List.of(
                    ImportanceSection.of(
                        "importance-1",
                        new ImportanceResult(Map.of(), 20, importance(FeatureGroup.By.NODE))),
                    ImportanceSection.of(
                        "importance-2",
                        new ImportanceResult(
                            Map.of(), 20, importance(FeatureGroup.By.NODE_STATISTIC))),
                    RankingSection.of(ranking()),
                    SearchSection.of(
                        List.of(new SearchCurve.Source("one", history())), List.of(HOSTILE))))
            .flatMap(List::stream)
            .toList(),
        List.of(new Page.Facts("evaluation.json", evaluation().provenance())));
  }
}
