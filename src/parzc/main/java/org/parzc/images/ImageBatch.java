package org.parzc.images;

import java.io.Serializable;
import org.parzc.blueprint.Shape;

/**
 * Images ready for a network, with their classes. The arrays are not copied: who made the batch
 * hands them over, and equality is that of the arrays' identity.
 *
 * @param pixels normalised values, image by image, channel by channel, row by row (NCHW)
 * @param labels class of each image, from 0
 * @param shape shape of one image
 */
public record ImageBatch(float[] pixels, int[] labels, Shape shape) implements Serializable {
  /**
   * Checks that the sizes agree.
   *
   * @throws IllegalArgumentException if there are not {@code labels.length} images of that shape
   */
  public ImageBatch {
    if (pixels.length != labels.length * shape.elements()) {
      throw new IllegalArgumentException(
          "found %d pixels, expected %d images of %s"
              .formatted(pixels.length, labels.length, shape));
    }
  }

  /** Returns the number of images. */
  public int images() {
    return labels.length;
  }
}
