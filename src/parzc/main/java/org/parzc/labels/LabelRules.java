package org.parzc.labels;

/**
 * How a file of labels is read.
 *
 * @param archColumn name of the column with the architectures; null for {@code architecture}, else
 *     {@code arch_str}, else {@code arch}, else the space's own {@link
 *     org.parzc.space.SearchSpace#columns columns}; always null where the file is no table
 * @param labelColumn name of the column with the labels; null if only one other column holds
 *     numbers that do not count the rows, or for the usual label of a JSON file. In a {@code
 *     .tfrecord}, {@code final_validation_accuracy} or {@code final_test_accuracy}; in a file of
 *     NAS-Bench-Suite-Zero, the dataset, a slash and the name, such as {@code cifar10/val_accuracy}
 * @param range labels outside it are refused
 * @param unlabelled what to do with architectures whose label is missing
 * @param repeats what to do with architectures that have several labels
 * @param direction which labels are better
 * @param invalid what to do with entries that are not architectures of the space
 */
public record LabelRules(
    String archColumn,
    String labelColumn,
    LabelRange range,
    Unlabelled unlabelled,
    Repeats repeats,
    Direction direction,
    InvalidEntries invalid) {
  /**
   * Returns the rules for a file in which every entry is of the space and has one label, higher for
   * better ones.
   */
  public static LabelRules strict(String archColumn, String labelColumn, LabelRange range) {
    return new LabelRules(
        archColumn,
        labelColumn,
        range,
        Unlabelled.REFUSED,
        Repeats.REFUSED,
        Direction.HIGHER_IS_BETTER,
        InvalidEntries.REFUSED);
  }

  /** Returns these rules with another one for entries that are not architectures of the space. */
  public LabelRules with(InvalidEntries other) {
    return new LabelRules(archColumn, labelColumn, range, unlabelled, repeats, direction, other);
  }
}
