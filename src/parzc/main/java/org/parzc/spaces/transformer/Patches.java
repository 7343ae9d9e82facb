package org.parzc.spaces.transformer;

import java.util.List;
import java.util.OptionalInt;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;

/**
 * How an image is cut into patches: the published transformers take patches of 16 pixels from
 * images of 224; smaller images get smaller patches, so that there is something to attend to.
 */
final class Patches {
  static final Slot EMBEDDING = Slot.single("patch_embedding");
  private static final List<Integer> SIDES = List.of(16, 8, 4, 2, 1);
  private static final int FEWEST = 8;

  private Patches() {}

  /**
   * Returns the largest side of 16, 8, 4, 2 and 1 pixels that leaves at least 8 patches a row and
   * column; else 1.
   */
  static int side(Shape image) {
    int smaller = Math.min(image.height(), image.width());
    return SIDES.stream().filter(side -> smaller / side >= FEWEST).findFirst().orElse(1);
  }

  /**
   * Writes the convolution that turns each patch into a vector of features.
   *
   * @param stride pixels from one patch to the next
   * @return the vertex of the feature map, with a pixel for each patch
   */
  static int embed(Blueprint.Builder network, int features, int stride) {
    Shape image = network.shape(network.input());
    return network.add(
        new Convolution(image.channels(), features, side(image), stride, 0, true),
        network.input(),
        EMBEDDING,
        OptionalInt.empty());
  }
}
