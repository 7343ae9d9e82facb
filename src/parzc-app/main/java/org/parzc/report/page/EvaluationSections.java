package org.parzc.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.parzc.dataset.MeanStd;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.Predictions;
import org.parzc.evaluation.RankQuality;
import org.parzc.model.RankedArchitecture;
import org.parzc.model.Ranking;
import org.parzc.report.CalibrationTable;
import org.parzc.report.EvaluationResult;
import org.parzc.report.EvaluationTable;
import org.parzc.report.Format;
import org.parzc.report.RankingTable;
import org.parzc.report.Table;
import org.parzc.report.Table.Column;
import org.parzc.report.chart.CalibrationChart;
import org.parzc.report.chart.Chart;
import org.parzc.report.chart.LearningCurve;
import org.parzc.report.chart.PredictionChart;

/**
 * What an evaluation says: quality of the rankers, predictions against the truth, calibration,
 * candidates.
 */
public final class EvaluationSections {
  private static final String POINTS =
      "Each point is an architecture not trained on, from the first split.";

  private EvaluationSections() {}

  /**
   * Returns the sections; the last three are about the first ranker that knows standard deviations.
   */
  public static List<Section> of(EvaluationResult result) {
    List<Section> sections = new ArrayList<>(List.of(quality(result)));
    List<Evaluation.Row> predicted = Evaluation.Row.predicted(result.rows());
    if (!predicted.isEmpty()) {
      sections.add(predictions(result, predicted));
      sections.add(calibration(result, predicted));
      sections.add(candidates(result, predicted.get(predicted.size() - 1)));
    }
    return sections;
  }

  private static Section quality(EvaluationResult result) {
    List<Evaluation.Row> rows = result.rows();
    int splits = rows.get(0).splits().size();
    List<Section.Fact> facts =
        Evaluation.Row.predicted(rows).stream()
            .map(
                row -> {
                  MeanStd tau = row.summary(RankQuality::tau);
                  return new Section.Fact(
                      "τ with %d labels".formatted(row.budget()),
                      Format.decimals(tau.mean(), 3) + " ± " + Format.decimals(tau.std(), 3));
                })
            .toList();
    return new Section(
        "quality",
        "Ranking quality",
        "%d labelled architectures of %s; rankers learn %s (%s) from some of them and rank all others%s. %d split%s."
            .formatted(
                result.task().architectures(),
                result.task().space(),
                result.task().label(),
                result.task().direction(),
                result.task().disjoint() ? " that are not isomorphic to one of those" : "",
                splits,
                splits == 1 ? "" : "s"),
        facts,
        List.of(LearningCurve.of("quality-tau", rows)),
        List.of(
            new Section.Listing(
                "rankers",
                "All rankers",
                EvaluationTable.of(rows).without("P@1% ±", "P@5% ±", "P@10 ±"))));
  }

  private static Section predictions(EvaluationResult result, List<Evaluation.Row> rows) {
    List<Chart> charts = new ArrayList<>();
    PredictionChart.Label label =
        new PredictionChart.Label(result.task().label(), result.task().direction());
    for (Evaluation.Row row : rows) {
      Predictions predictions = row.splits().get(0).predictions();
      String id = "predictions-" + row.budget();
      String knowledge = row.budget() + " labels";
      charts.add(PredictionChart.all(id + "-all", knowledge, POINTS, label, predictions));
      charts.add(PredictionChart.best(id + "-best", knowledge, POINTS, label, predictions));
    }
    return new Section(
        "predictions",
        "Predicted against true",
        "%s on the architectures of the first split that it was not trained on."
            .formatted(rows.get(0).ranker()),
        List.of(),
        charts,
        List.of());
  }

  private static Section calibration(EvaluationResult result, List<Evaluation.Row> rows) {
    return new Section(
        "calibration",
        "Calibration",
        "Uncertainty calibration: whether the standard deviations of %s tell how wrong a score may be."
            .formatted(rows.get(0).ranker()),
        List.of(),
        List.of(
            CalibrationChart.of(
                "calibration-coverage",
                rows.stream()
                    .map(
                        row ->
                            new CalibrationChart.Source(
                                row.budget() + " labels",
                                row.splits().get(0).predictions().in(result.task().direction())))
                    .toList())),
        List.of(
            new Section.Listing(
                "calibration-means",
                "Means over the splits",
                CalibrationTable.of(rows).without("ranker"))));
  }

  private static Section candidates(EvaluationResult result, Evaluation.Row row) {
    Predictions ranked = row.splits().get(0).predictions().highestFirst();
    Ranking ranking =
        new Ranking(
            IntStream.range(0, ranked.labels().length)
                .mapToObj(
                    i ->
                        new RankedArchitecture(
                            i + 1,
                            ranked.architectures().get(i),
                            ranked.scores()[i],
                            ranked.standardDeviations()[i]))
                .toList());
    Table table =
        RankingTable.of(ranking)
            .with(
                Column.number(result.task().label(), 2),
                DoubleStream.of(ranked.labels()).boxed().toList());
    return new Section(
        "candidates",
        "Candidates",
        "The architectures that were ranked with %d labels, first split.".formatted(row.budget()),
        List.of(),
        List.of(),
        List.of(new Section.Listing("candidates", "Ranked architectures", table)));
  }
}
