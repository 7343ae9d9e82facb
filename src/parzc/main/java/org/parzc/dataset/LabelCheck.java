package org.parzc.dataset;

import java.util.Arrays;
import java.util.Locale;
import org.parzc.InputException;

/**
 * Validation of labels: they must vary and be finite, so that anything can be learned from them, or
 * compared with them.
 */
public final class LabelCheck {
  /** Fewer have no order. */
  private static final int FEWEST = 2;

  private LabelCheck() {}

  /**
   * Refuses labels that nothing can be learned from.
   *
   * @param examples number of examples they are of
   * @param labels one per example
   * @throws IllegalArgumentException if there is not one label for each example
   * @throws InputException if they are fewer than 2, not all finite, or all equal
   */
  public static void requireLearnable(int examples, double[] labels) {
    requireComparable("examples", examples, labels);
    if (Arrays.stream(labels).allMatch(label -> label == labels[0])) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "labels: found %d that are all %s, expected some that " + "differ: nothing to learn",
              labels.length,
              labels[0]));
    }
  }

  /**
   * Refuses labels that have no order.
   *
   * @param what what the labels are of, as the message names it
   * @param count how many of those there are
   * @param labels one of each; may be all equal
   * @throws IllegalArgumentException if there are more or fewer labels
   * @throws InputException if they are fewer than 2, or not all finite
   */
  public static void requireComparable(String what, int count, double[] labels) {
    requireFinite(what, count, labels);
    if (count < FEWEST) {
      throw new InputException("labels: found %d, expected at least %d".formatted(count, FEWEST));
    }
  }

  /**
   * Refuses labels that are not numbers.
   *
   * @param what what the labels are of, as the message names it
   * @param count how many of those there are
   * @param labels one of each
   * @throws IllegalArgumentException if there are more or fewer labels
   * @throws InputException if one is not finite
   */
  public static void requireFinite(String what, int count, double[] labels) {
    if (labels.length != count) {
      throw new IllegalArgumentException(
          "labels: found %d for %d %s, expected one of each".formatted(labels.length, count, what));
    }
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(labels[i])) {
        throw new InputException(
            "labels: found %s at position %d of %d, expected a finite number"
                .formatted(labels[i], i + 1, count));
      }
    }
  }
}
