package org.parzc.search;

import java.util.Optional;
import org.parzc.space.Architecture;

/**
 * What came of asking for a label. Immutable, thread-safe.
 *
 * @param architecture whose label
 * @param label the label; NaN if it could not be had
 * @param failure why it could not be had, in one line; empty if it could
 */
public record LabelOutcome(Architecture architecture, double label, Optional<String> failure) {
  /**
   * @throws IllegalArgumentException if there is neither a finite label nor a reason, or both
   */
  public LabelOutcome {
    if (failure.isPresent() ? !Double.isNaN(label) : !Double.isFinite(label)) {
      throw new IllegalArgumentException(
          "found label %s of %s, expected a number".formatted(label, architecture));
    }
  }

  /** Returns the outcome that is a label. */
  public static LabelOutcome of(Architecture architecture, double label) {
    return new LabelOutcome(architecture, label, Optional.empty());
  }

  /** Returns the outcome of which there is no label. */
  public static LabelOutcome failed(Architecture architecture, String why) {
    return new LabelOutcome(architecture, Double.NaN, Optional.of(why));
  }

  /** Returns whether there is a label. */
  public boolean isLabel() {
    return failure.isEmpty();
  }
}
