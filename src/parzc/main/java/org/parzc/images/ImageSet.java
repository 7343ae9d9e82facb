package org.parzc.images;

/**
 * A finite set of real images, in an order that balances the classes: stretches of the order hold
 * every class equally often while its images last. Fit for training. Immutable and thread-safe;
 * pixels stay bytes until a batch is asked for.
 */
public interface ImageSet extends ImageSource {
  /** Returns how pixels are normalised: by the pixels of the whole file. */
  Normalisation normalisation();

  /**
   * Returns the images from {@code from} (included) to {@code to} (excluded) of this set's order,
   * normalised as here.
   *
   * @throws org.parzc.InputException if the set has fewer than {@code to} images
   * @throws IllegalArgumentException unless {@code 0 <= from < to}
   */
  ImageSet part(int from, int to);

  /**
   * Returns every image once in an order shuffled by {@code seed}, in batches; the last may be
   * smaller. Batches are made while iterating, so that one at a time is in memory.
   *
   * @param seed such as the training seed combined with the epoch
   * @param size images of a batch, at least 1
   * @throws IllegalArgumentException if {@code size} is smaller than 1
   */
  Iterable<ImageBatch> epoch(long seed, int size);

  /**
   * Returns every image once in this set's order, in batches; the last may be smaller.
   *
   * @param size images of a batch, at least 1
   * @throws IllegalArgumentException if {@code size} is smaller than 1
   */
  Iterable<ImageBatch> inOrder(int size);
}
