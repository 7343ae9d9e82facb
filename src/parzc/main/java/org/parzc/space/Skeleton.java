package org.parzc.space;

import java.io.Serializable;
import org.parzc.blueprint.Shape;

/**
 * The macro-architecture (skeleton): what surrounds the searched cell, as width and depth of the
 * network, its input and its number of classes.
 *
 * @param channels channels C after the stem, at least 1
 * @param cellsPerStage cells N in each stage, at least 1
 * @param classes number of classes, at least 2
 * @param input shape of one input image
 */
public record Skeleton(int channels, int cellsPerStage, int classes, Shape input)
    implements Serializable {
  /** Checks the ranges. */
  public Skeleton {
    if (channels < 1 || cellsPerStage < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "skeleton: found %d channels, %d cells per stage, %d classes; expected at least 1, 1 and 2"
              .formatted(channels, cellsPerStage, classes));
    }
  }

  @Override
  public String toString() {
    return "C=%d N=%d classes=%d input=%s".formatted(channels, cellsPerStage, classes, input);
  }
}
