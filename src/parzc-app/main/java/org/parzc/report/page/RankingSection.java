package org.parzc.report.page;

import java.util.List;
import org.parzc.evaluation.Predictions;
import org.parzc.model.Ranking;
import org.parzc.report.RankingTable;
import org.parzc.report.chart.PredictionChart;
import org.parzc.report.chart.RankingChart;

/** What a ranking says. */
public final class RankingSection {
  private RankingSection() {}

  /**
   * Returns the section of what is known of a ranking's worth from its labels.
   *
   * @param label what the labels are
   * @param predictions of the labelled architectures, each by what was trained on other folds, with
   *     the labels as they are in their file
   */
  public static Section ofCrossValidation(
      int folds, PredictionChart.Label label, Predictions predictions) {
    String knowledge =
        "%d-fold cross-validation on %d labels".formatted(folds, predictions.labels().length);
    String points =
        "Each point is a labelled architecture, scored by a predictor trained on the other folds.";
    return new Section(
        "predictions",
        "Predicted against true",
        "How good this ranking may be, from its labels alone.",
        List.of(),
        List.of(
            PredictionChart.all("predictions-all", knowledge, points, label, predictions),
            PredictionChart.best("predictions-best", knowledge, points, label, predictions)),
        List.of());
  }

  /** Returns the section of a ranking with at least one architecture. */
  public static Section of(Ranking ranking) {
    return new Section(
        "ranking",
        "Ranking",
        "Candidates by their predicted score, the best first.",
        List.of(new Section.Fact("candidates", String.valueOf(ranking.size()))),
        List.of(RankingChart.of("ranking-best", ranking)),
        List.of(new Section.Listing("ranked", "All candidates", RankingTable.of(ranking))));
  }
}
