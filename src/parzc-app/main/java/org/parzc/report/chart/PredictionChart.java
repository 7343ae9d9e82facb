package org.parzc.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.parzc.evaluation.Predictions;
import org.parzc.evaluation.RankQuality;
import org.parzc.labels.Direction;
import org.parzc.report.Table;

/**
 * Predicted scores against true labels, of all architectures or of the best tenth (the paper's
 * Figures 4 and 5).
 */
public final class PredictionChart {
  private static final int HEIGHT = 360;
  private static final Predictions NONE =
      new Predictions(List.of(), new double[0], new double[0], new double[0]);

  private PredictionChart() {}

  /**
   * What labels are.
   *
   * @param name name of their column
   * @param direction which of them are better
   */
  public record Label(String name, Direction direction) {
    private String title() {
      return direction == Direction.HIGHER_IS_BETTER ? name : "%s (%s)".formatted(name, direction);
    }
  }

  /**
   * Returns the chart of all architectures, in which those of the best tenth are marked.
   *
   * @param knowledge what the scores were predicted from, such as {@code 78 labels}
   * @param points what each point is
   * @param label what the labels are
   * @param predictions with the labels as they are in their file
   */
  public static Chart all(
      String id, String knowledge, String points, Label label, Predictions predictions) {
    Predictions best = predictions.bestFirst(label.direction());
    return chart(
        id,
        knowledge + ", all architectures",
        points,
        label,
        best,
        List.of(
            points("others", best.withoutFirstTenth()), points("best 10 %", best.firstTenth())));
  }

  /** Returns the chart of the tenth with the best labels; see {@link #all}. */
  public static Chart best(
      String id, String knowledge, String points, Label label, Predictions predictions) {
    Predictions best = predictions.bestFirst(label.direction()).firstTenth();
    // An empty series first, so that these have the colour that they have among all.
    return chart(
        id,
        knowledge + ", best 10 %",
        points,
        label,
        best,
        List.of(points("others", NONE), points("best 10 %", best)));
  }

  private static Chart chart(
      String id,
      String title,
      String points,
      Label label,
      Predictions shown,
      List<Map<String, Object>> series) {
    RankQuality quality = shown.quality(label.direction());
    int count = shown.labels().length;
    String figures =
        "τ %s    ρ %s    n %d"
            .formatted(Options.fixed(quality.tau(), 3), Options.fixed(quality.rho(), 3), count);
    Map<String, Object> option =
        Options.cartesian(Options.x(label.title()), Options.y("predicted score"), series);
    option.put("title", Options.heading(figures));
    return new Chart(
        id,
        title,
        points,
        "Scatter plot of predicted score against %s for %d architectures: Kendall's τ %s, Spearman's ρ %s."
            .formatted(
                label.title(),
                count,
                Options.fixed(quality.tau(), 3),
                Options.fixed(quality.rho(), 3)),
        HEIGHT,
        false,
        option,
        new Table(
            List.of(
                Table.Column.number("architectures", 0),
                Table.Column.number("τ", 3),
                Table.Column.number("ρ", 3)),
            List.of(List.of(count, quality.tau(), quality.rho()))));
  }

  private static Map<String, Object> points(String name, Predictions predictions) {
    List<List<Object>> data = new ArrayList<>();
    for (int i = 0; i < predictions.labels().length; i++) {
      if (Double.isFinite(predictions.scores()[i])) {
        data.add(
            List.of(
                Options.rounded(predictions.labels()[i]),
                Options.rounded(predictions.scores()[i]),
                predictions.architectures().get(i)));
      }
    }
    Map<String, Object> series = Options.points(name, data);
    series.put(
        "dimensions",
        List.of("true", "predicted", Map.of("name", "architecture", "type", "ordinal")));
    series.put("encode", Map.of("x", 0, "y", 1, "tooltip", List.of(2, 0, 1)));
    return series;
  }
}
