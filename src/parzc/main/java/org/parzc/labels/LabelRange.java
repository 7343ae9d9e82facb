package org.parzc.labels;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.files.InputFile;

/**
 * The labels that make sense, both ends included.
 *
 * @param min smallest label
 * @param max largest label, greater than {@code min}
 */
public record LabelRange(double min, double max) {
  /** Accuracies in percent: 0 to 100. */
  public static final LabelRange PERCENT = new LabelRange(0, 100);

  /**
   * Checks the ends.
   *
   * @throws IllegalArgumentException unless both are finite and {@code min < max}
   */
  public LabelRange {
    if (!(min < max) || Double.isInfinite(min) || Double.isInfinite(max)) {
      throw new IllegalArgumentException(
          "label range: found %s,%s, expected finite MIN < MAX".formatted(min, max));
    }
  }

  /**
   * Reads {@code MIN,MAX}.
   *
   * @throws InputException if the text is not two numbers in order
   */
  public static LabelRange parse(String text) {
    List<Optional<Double>> ends =
        List.of(text.split(",", -1)).stream().map(LabelRange::number).toList();
    if (ends.size() != 2 || ends.contains(Optional.<Double>empty())) {
      throw new InputException(
          "label range: found %s, expected MIN,MAX".formatted(InputFile.excerpt(text)));
    }
    try {
      return new LabelRange(ends.get(0).get(), ends.get(1).get());
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** Returns whether a label lies in the range; NaN does not. */
  public boolean contains(double label) {
    return label >= min && label <= max;
  }

  /**
   * Returns what the message of an {@link InputException} says was expected in place of a label
   * outside the range.
   */
  public String expected() {
    return "%s; %s MIN,MAX says which labels make sense"
        .formatted(this, InputException.setting("label-range"));
  }

  /**
   * Returns a decimal number; of what else Java reads, {@code NaN}, {@code 0x1p3} and {@code 5f}
   * are none.
   */
  static Optional<Double> number(String text) {
    try {
      return Optional.of(new BigDecimal(text.strip()).doubleValue());
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns the range as messages show it. */
  @Override
  public String toString() {
    return min + " to " + max;
  }
}
