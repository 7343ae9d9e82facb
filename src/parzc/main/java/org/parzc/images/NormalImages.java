package org.parzc.images;

import com.google.common.base.Preconditions;
import com.google.common.hash.Hashing;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.parzc.blueprint.Shape;

/**
 * Standard normal pixels and uniform labels, without end. Each image has a generator of its own, so
 * that image 20 is the same in every batch size.
 */
final class NormalImages implements ImageSource {
  static final String KIND = "normal";

  private final Shape shape;
  private final int classes;
  private final long seed;

  NormalImages(Shape shape, int classes, long seed) {
    Preconditions.checkArgument(classes >= 2, "%s classes, expected at least 2", classes);
    this.shape = shape;
    this.classes = classes;
    this.seed = seed;
  }

  @Override
  public String description() {
    return "%s: images %s, %d classes, seed %d, not normalised"
        .formatted(KIND, shape, classes, seed);
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
    return Long.MAX_VALUE;
  }

  @Override
  public ImageBatch batch(int index, int size) {
    Preconditions.checkArgument(index >= 0 && size >= 1, "batch %s of size %s", index, size);
    int elements = Math.toIntExact(shape.elements());
    float[] pixels = new float[Math.multiplyExact(size, elements)];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      RandomGenerator random = generator((long) index * size + i);
      labels[i] = random.nextInt(classes);
      fill(pixels, i * elements, (i + 1) * elements, random);
    }
    return new ImageBatch(pixels, labels, shape);
  }

  /** Hashed, because generators with neighbouring seeds walk the same sequence. */
  private RandomGenerator generator(long image) {
    return new SplittableRandom(
        Hashing.murmur3_128().newHasher().putLong(seed).putLong(image).hash().asLong());
  }

  /**
   * Marsaglia's polar method with {@link StrictMath}: the library's own is not promised to be the
   * same everywhere.
   */
  private static void fill(float[] pixels, int from, int to, RandomGenerator random) {
    int at = from;
    while (at < to) {
      double u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      double square = u * u + v * v;
      if (square > 0 && square < 1) {
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        pixels[at++] = (float) (u * factor);
        if (at < to) {
          pixels[at++] = (float) (v * factor);
        }
      }
    }
  }
}
