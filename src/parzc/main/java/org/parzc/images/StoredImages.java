package org.parzc.images;

import com.google.common.base.Preconditions;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;

/** The images of a file, whatever its format. */
final class StoredImages implements ImageSet {
  private final String path;
  private final String origin;
  private final RawImages raw;
  private final Shape shape;
  private final int classes;
  private final int[] order;
  private final Normalisation normalisation;
  private final float[][] tables;

  private StoredImages(
      String path,
      String origin,
      RawImages raw,
      Shape shape,
      int classes,
      int[] order,
      Normalisation normalisation) {
    this.path = path;
    this.origin = origin;
    this.raw = raw;
    this.shape = shape;
    this.classes = classes;
    this.order = order;
    this.normalisation = normalisation;
    this.tables =
        IntStream.range(0, raw.shape().channels())
            .mapToObj(normalisation::table)
            .toArray(float[][]::new);
  }

  /**
   * @param path the file as the user named it, for messages
   * @param origin kind, file name and hash, for provenance
   * @param shape what the network sees, at least as large as what is stored
   */
  static StoredImages of(
      String path, String origin, RawImages raw, Shape shape, int classes, long seed) {
    String what =
        "%s: %d images %s, %d classes, order seed %d"
            .formatted(origin, raw.count(), shape, classes, seed);
    return new StoredImages(
        path,
        what,
        raw,
        shape,
        classes,
        BalancedOrder.of(raw.labels(), classes, seed),
        raw.measure());
  }

  @Override
  public String description() {
    return origin + ", normalised by " + normalisation;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public long size() {
    return order.length;
  }

  @Override
  public ImageBatch batch(int index, int size) {
    Preconditions.checkArgument(index >= 0 && size >= 1, "batch %s of size %s", index, size);
    long needed = (index + 1L) * size;
    if (needed > order.length) {
      throw new InputException(
          "%s: found %d images, expected at least %d for %d batches of %d"
              .formatted(path, order.length, needed, index + 1L, size));
    }
    return gather(order, index * size, size);
  }

  @Override
  public Normalisation normalisation() {
    return normalisation;
  }

  @Override
  public ImageSet part(int from, int to) {
    Preconditions.checkArgument(from >= 0 && from < to, "images %s to %s", from, to);
    if (to > order.length) {
      throw new InputException(
          "%s: found %d images, expected at least %d".formatted(path, order.length, to));
    }
    return new StoredImages(
        path,
        origin + ", images %d to %d of it".formatted(from, to),
        raw,
        shape,
        classes,
        Arrays.copyOfRange(order, from, to),
        normalisation);
  }

  @Override
  public Iterable<ImageBatch> epoch(long seed, int size) {
    int[] shuffled = order.clone();
    BalancedOrder.shuffle(shuffled, new SplittableRandom(seed));
    return batches(shuffled, size);
  }

  @Override
  public Iterable<ImageBatch> inOrder(int size) {
    return batches(order, size);
  }

  private Iterable<ImageBatch> batches(int[] images, int size) {
    Preconditions.checkArgument(size >= 1, "batch size %s", size);
    int full = images.length / size;
    int rest = images.length % size;
    return () ->
        IntStream.range(0, rest > 0 ? full + 1 : full)
            .mapToObj(batch -> gather(images, batch * size, batch < full ? size : rest))
            .iterator();
  }

  private ImageBatch gather(int[] images, int from, int count) {
    int elements = (int) shape.elements();
    float[] pixels = new float[Math.multiplyExact(count, elements)];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int image = images[from + i];
      raw.write(image, shape, tables, pixels, i * elements);
      labels[i] = raw.labels()[image];
    }
    return new ImageBatch(pixels, labels, shape);
  }
}
