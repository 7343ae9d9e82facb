package org.parzc.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.PairedComparison;
import org.parzc.labels.Direction;

/**
 * An evaluation and where it came from.
 *
 * @param provenance how it was made
 * @param task what was to be ranked
 * @param rows a row for each budget and ranker, at least one, with the labels as they are in their
 *     file
 * @param comparisons rankers in pairs
 */
public record EvaluationResult(
    Map<String, String> provenance,
    @JsonUnwrapped Task task,
    List<Evaluation.Row> rows,
    List<PairedComparison> comparisons) {
  /**
   * What was to be ranked; in JSON its components stand among those of the result.
   *
   * @param space name of the space
   * @param label name of the labels
   * @param direction which labels are better; higher ones if the file of an earlier version does
   *     not say it
   * @param architectures labelled architectures with statistics
   * @param excluded those left out because that was asked for
   * @param disjoint whether architectures isomorphic to one trained on were left out
   */
  public record Task(
      String space,
      String label,
      Direction direction,
      int architectures,
      int excluded,
      boolean disjoint) {
    /**
     * @throws IllegalArgumentException if something is missing
     */
    public Task {
      direction = direction == null ? Direction.HIGHER_IS_BETTER : direction;
      if (space == null || label == null) {
        throw new IllegalArgumentException(INCOMPLETE);
      }
    }
  }

  private static final String INCOMPLETE = "found no provenance, space, label or comparisons";

  /**
   * @throws IllegalArgumentException if there are no rows, or one without splits, or something is
   *     missing
   */
  public EvaluationResult {
    if (provenance == null || task == null || comparisons == null) {
      throw new IllegalArgumentException(INCOMPLETE);
    }
    if (rows == null
        || rows.isEmpty()
        || rows.stream().anyMatch(row -> row.splits() == null || row.splits().isEmpty())) {
      throw new IllegalArgumentException("found no rows, or one without splits");
    }
  }

  /**
   * Reads what {@code parzc evaluate --json} prints.
   *
   * @throws org.parzc.InputException if the file cannot be read or is something else
   */
  public static EvaluationResult read(Path file) {
    return ResultFile.read(file, EvaluationResult.class, "evaluate");
  }
}
