package org.parzc.report;

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
 * @param space name of the space
 * @param label name of the labels
 * @param direction which labels are better; higher ones if the file of an earlier version does not
 *     say it
 * @param architectures labelled architectures with statistics
 * @param excluded those left out because that was asked for
 * @param disjoint whether architectures isomorphic to one trained on were left out
 * @param rows a row for each budget and ranker, at least one, with the labels as they are in their
 *     file
 * @param comparisons rankers in pairs
 */
public record EvaluationResult(
    Map<String, String> provenance,
    String space,
    String label,
    Direction direction,
    int architectures,
    int excluded,
    boolean disjoint,
    List<Evaluation.Row> rows,
    List<PairedComparison> comparisons) {
  /**
   * @throws IllegalArgumentException if there are no rows, or one without splits, or something is
   *     missing
   */
  public EvaluationResult {
    direction = direction == null ? Direction.HIGHER_IS_BETTER : direction;
    if (provenance == null || space == null || label == null || comparisons == null) {
      throw new IllegalArgumentException("found no provenance, space, label or comparisons");
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
