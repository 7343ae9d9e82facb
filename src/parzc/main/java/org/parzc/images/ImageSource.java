package org.parzc.images;

import org.parzc.InputException;
import org.parzc.blueprint.Shape;

/**
 * Where the minibatches of the statistics come from. Immutable and thread-safe: a batch depends on
 * the source, its seed and the two arguments alone, on every machine.
 */
public interface ImageSource {
  /**
   * Returns one line of provenance, the same on every machine: kind, file name without its folder,
   * start of the SHA-256 of the uncompressed bytes used, number and shape of the images, seed and
   * normalisation.
   */
  String description();

  /** Returns the shape of one image as the network sees it. */
  Shape shape();

  /** Returns the number of classes, at least 2; labels are smaller. */
  int classes();

  /** Returns the number of images, {@link Long#MAX_VALUE} when they are generated without end. */
  long size();

  /**
   * Returns a minibatch; batches of one size share no image.
   *
   * @param index which batch, from 0
   * @param size number of images, at least 1
   * @throws IllegalArgumentException if an argument is outside its range
   * @throws InputException if the source has fewer than {@code (index + 1) * size} images
   */
  ImageBatch batch(int index, int size);
}
