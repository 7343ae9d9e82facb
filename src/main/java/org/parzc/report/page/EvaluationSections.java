package org.parzc.report.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.parzc.evaluation.Calibration;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.Predictions;
import org.parzc.evaluation.RankQuality;
import org.parzc.report.EvaluationResult;
import org.parzc.report.EvaluationTable;
import org.parzc.report.EvaluationTable.Summary;
import org.parzc.report.TextTable;
import org.parzc.report.chart.CalibrationChart;
import org.parzc.report.chart.Chart;
import org.parzc.report.chart.LearningCurve;
import org.parzc.report.chart.PredictionChart;
import org.parzc.report.chart.Table;
import org.parzc.report.chart.Table.Column;

/** What an evaluation says: quality of the rankers, predictions against the truth, calibration, candidates. */
public final class EvaluationSections {
  private static final String POINTS = "Each point is an architecture not trained on, from the first split.";

  private EvaluationSections() {}

  /** Returns the sections; the last three are about the first ranker that knows deviations. */
  public static List<Section> of(EvaluationResult result) {
    List<Section> sections = new ArrayList<>(List.of(quality(result)));
    List<Evaluation.Row> predicted = predicted(result.rows());
    if (!predicted.isEmpty()) {
      sections.add(predictions(result, predicted));
      sections.add(calibration(result, predicted));
      sections.add(candidates(result, predicted.get(predicted.size() - 1)));
    }
    return sections;
  }

  /** Returns the rows of the first ranker whose predictions were kept, budgets in order. */
  private static List<Evaluation.Row> predicted(List<Evaluation.Row> rows) {
    Optional<String> first = rows.stream().filter(row -> row.splits().get(0).predictions() != null)
        .map(Evaluation.Row::ranker).findFirst();
    return rows.stream().filter(row -> first.filter(row.ranker()::equals).isPresent())
        .sorted(Comparator.comparingInt(Evaluation.Row::budget)).toList();
  }

  private static Section quality(EvaluationResult result) {
    List<Evaluation.Row> rows = result.rows();
    int splits = rows.get(0).splits().size();
    List<Section.Fact> facts = predicted(rows).stream().map(row -> {
      Summary tau = Summary.of(row, RankQuality::tau);
      return new Section.Fact("τ with %d labels".formatted(row.budget()), TextTable.fixed(tau.mean(), 3) + " ± "
          + TextTable.fixed(tau.deviation(), 3));
    }).toList();
    return new Section("quality", "Ranking quality",
        "%d labelled architectures of %s; rankers learn %s (%s) from some of them and rank all others%s. %d split%s."
            .formatted(result.architectures(), result.space(), result.label(), result.direction(),
                result.disjoint() ? " but twins of those" : "", splits, splits == 1 ? "" : "s"),
        facts, List.of(LearningCurve.of("quality-tau", rows)),
        List.of(new Section.Listing("rankers", "All rankers", rankers(rows))));
  }

  private static Table rankers(List<Evaluation.Row> rows) {
    List<List<Object>> cells = new ArrayList<>();
    rows.stream().sorted(Comparator.comparingInt(Evaluation.Row::budget).thenComparing(EvaluationTable.bestFirst()))
        .forEach(row -> {
          Summary tau = Summary.of(row, RankQuality::tau);
          Summary rho = Summary.of(row, RankQuality::rho);
          cells.add(List.of(row.budget(), row.ranker(), tau.mean(), tau.deviation(), rho.mean(), rho.deviation(),
              Summary.of(row, RankQuality::precisionAt1Percent).mean(),
              Summary.of(row, RankQuality::precisionAt5Percent).mean(),
              Summary.of(row, RankQuality::precisionAtTopTen).mean(),
              Summary.of(row, RankQuality::bestInTopTen).mean(),
              row.splits().stream().mapToDouble(Evaluation.Result::seconds).average().orElse(Double.NaN)));
        });
    return new Table(List.of(Column.number("labels", 0), Column.text("ranker"), Column.number("τ", 3),
        Column.number("τ ±", 3), Column.number("ρ", 3), Column.number("ρ ±", 3), Column.number("P@1%", 3),
        Column.number("P@5%", 3), Column.number("P@top10", 3), Column.number("best in top 10", 2),
        Column.number("seconds", 2)), cells);
  }

  private static Section predictions(EvaluationResult result, List<Evaluation.Row> rows) {
    List<Chart> charts = new ArrayList<>();
    PredictionChart.Label label = new PredictionChart.Label(result.label(), result.direction());
    for (Evaluation.Row row : rows) {
      Predictions predictions = row.splits().get(0).predictions();
      String id = "predictions-" + row.budget();
      String knowledge = row.budget() + " labels";
      charts.add(PredictionChart.all(id + "-all", knowledge, POINTS, label, predictions));
      charts.add(PredictionChart.best(id + "-best", knowledge, POINTS, label, predictions));
    }
    return new Section("predictions", "Predicted against true",
        "%s on the architectures of the first split that it was not trained on."
            .formatted(rows.get(0).ranker()), List.of(), charts, List.of());
  }

  private static Section calibration(EvaluationResult result, List<Evaluation.Row> rows) {
    List<List<Object>> cells = rows.stream().map(row -> List.<Object>of(row.budget(),
        mean(row, Calibration::errorCorrelation), mean(row, Calibration::withinOne), mean(row, Calibration::withinTwo)))
        .toList();
    return new Section("calibration", "Calibration",
        "Whether the deviations of %s tell how wrong a score may be.".formatted(rows.get(0).ranker()), List.of(),
        List.of(CalibrationChart.of("calibration-coverage", rows.stream().map(row -> new CalibrationChart.Source(
            row.budget() + " labels", row.splits().get(0).predictions().in(result.direction()))).toList())),
        List.of(new Section.Listing("deviations", "Means over the splits", new Table(List.of(Column.number("labels", 0),
            Column.number("ρ(std, error)", 3), Column.number("within 1 std", 3), Column.number("within 2 std", 3)),
            cells))));
  }

  private static double mean(Evaluation.Row row, ToDoubleFunction<Calibration> measure) {
    return row.splits().stream().map(Evaluation.Result::calibration).mapToDouble(measure).average().orElseThrow();
  }

  private static Section candidates(EvaluationResult result, Evaluation.Row row) {
    Predictions predictions = row.splits().get(0).predictions();
    List<List<Object>> rows = IntStream.range(0, predictions.labels().length).boxed()
        .sorted(Comparator.comparingDouble(i -> -predictions.scores()[i]))
        .map(i -> List.<Object>of(predictions.architectures().get(i), predictions.scores()[i],
            predictions.deviations()[i], predictions.labels()[i])).toList();
    List<List<Object>> ranked = IntStream.range(0, rows.size()).mapToObj(i -> {
      List<Object> cells = new ArrayList<>(List.<Object>of(i + 1));
      cells.addAll(rows.get(i));
      return cells;
    }).toList();
    return new Section("candidates", "Candidates",
        "The architectures that were ranked with %d labels, first split.".formatted(row.budget()), List.of(), List.of(),
        List.of(new Section.Listing("candidates", "Ranked architectures", new Table(List.of(Column.number("rank", 0),
            Column.text("architecture"), Column.number("score", 4), Column.number("std", 4),
            Column.number(result.label(), 2)), ranked))));
  }
}
