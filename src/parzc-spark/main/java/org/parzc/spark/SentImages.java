package org.parzc.spark;

import com.google.common.base.Preconditions;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.parzc.blueprint.Shape;
import org.parzc.extraction.Minibatches;
import org.parzc.images.ImageBatch;
import org.parzc.images.ImageSource;

/**
 * The minibatches that extraction reads, drawn on the driver so that no executor needs the images'
 * files.
 *
 * @param description provenance of the images
 * @param shape shape of one image
 * @param classes number of classes
 * @param batches the minibatches, all of one size
 */
record SentImages(String description, Shape shape, int classes, List<ImageBatch> batches)
    implements ImageSource, Serializable {
  /** Draws the first minibatches of a source. */
  static SentImages of(Minibatches minibatches) {
    ImageSource source = minibatches.images();
    return new SentImages(
        source.description(),
        source.shape(),
        source.classes(),
        IntStream.range(0, minibatches.count())
            .mapToObj(index -> source.batch(index, minibatches.size()))
            .toList());
  }

  /** Returns the minibatches again. */
  Minibatches minibatches() {
    return new Minibatches(this, batches.get(0).images(), batches.size());
  }

  @Override
  public long size() {
    return batches.stream().mapToLong(ImageBatch::images).sum();
  }

  @Override
  public ImageBatch batch(int index, int size) {
    ImageBatch batch = batches.get(index);
    Preconditions.checkArgument(
        batch.images() == size, "batches of %s images, expected %s", batch.images(), size);
    return batch;
  }
}
