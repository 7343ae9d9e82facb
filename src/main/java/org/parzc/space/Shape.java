package org.parzc.space;

/**
 * The shape of one image's feature map, without the batch dimension.
 *
 * @param channels number of channels, at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Shape(int channels, int height, int width) {
  /** Checks that every extent is positive. */
  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException("shape %d×%d×%d: every extent must be at least 1"
          .formatted(channels, height, width));
    }
  }

  /** Returns the number of values of one image. */
  public long elements() {
    return (long) channels * height * width;
  }

  /** Returns the number of positions of one channel. */
  public long positions() {
    return (long) height * width;
  }

  @Override
  public String toString() {
    return channels + "×" + height + "×" + width;
  }
}
