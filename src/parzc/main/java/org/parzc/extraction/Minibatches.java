package org.parzc.extraction;

import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSource;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.PhysicalMemory;

/**
 * The minibatches that all architectures of a run are measured on.
 *
 * @param images where they come from
 * @param size images per minibatch, at least 2
 * @param count minibatches, at least 1; ZiCo needs 2
 */
public record Minibatches(ImageSource images, int size, int count) {
  /**
   * Checks the size.
   *
   * @throws InputException if there are fewer than 2 images, or more than fit into one array
   */
  public Minibatches {
    if (size < 2) {
      throw new InputException(
          "batch size: found %d, expected at least 2 (batch norm needs a batch)".formatted(size));
    }
    if (size > largestSize(images.shape())) {
      throw new InputException(
          "batch size: found %d, expected at most %d (images of %s, as Java may use %s)"
              .formatted(
                  size,
                  largestSize(images.shape()),
                  images.shape(),
                  PhysicalMemory.text(Runtime.getRuntime().maxMemory())));
    }
  }

  /** Returns how many images of a shape fit into one array of this process. */
  public static long largestSize(Shape image) {
    return Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / Float.BYTES)
        / image.elements();
  }

  /** Returns how many minibatches fit into the memory of this machine. */
  public static long largestCount(Shape image, int size, ElementType precision) {
    return PhysicalMemory.bytes() / precision.bytes() / image.elements() / size;
  }

  /**
   * Checks the number of minibatches.
   *
   * @param compared whether a statistic compares minibatches
   * @throws InputException if there are too few, or more than the memory or the images allow
   */
  void requireCount(ElementType precision, boolean compared) {
    long most = largestCount(images.shape(), size, precision);
    if (count > most) {
      throw new InputException(
          "batches: found %d, expected at most %d (of %d images of %s, as there are %s)"
              .formatted(
                  count, most, size, images.shape(), PhysicalMemory.text(PhysicalMemory.bytes())));
    }
    if (count < (compared ? 2 : 1)) {
      throw new InputException(
          "batches: found %d, expected at least %d%s"
              .formatted(count, compared ? 2 : 1, compared ? " (zico compares minibatches)" : ""));
    }
    if (images.size() / size < count) {
      throw new InputException(
          "images: found %d, expected at least %d for %d batches of %d (%s)"
              .formatted(images.size(), (long) count * size, count, size, images.description()));
    }
  }
}
