package org.parzc.blueprint;

import java.io.Serializable;

/**
 * The shape of one image's feature map, without the batch dimension. A sequence of tokens is the
 * map whose channels are the features, with a row for each token and one column; its values,
 * though, lie as (batch, tokens, features), the features side by side, where those of other maps
 * lie as (batch, channels, height, width).
 *
 * @param channels number of channels, at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Shape(int channels, int height, int width) implements Serializable {
  /** Checks that every extent is positive. */
  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "shape %d×%d×%d: every extent must be at least 1".formatted(channels, height, width));
    }
  }

  /** Returns the shape of a sequence of tokens. */
  public static Shape tokens(int tokens, int features) {
    return new Shape(features, tokens, 1);
  }

  /**
   * Returns the number of values of one image.
   *
   * @throws ArithmeticException if it does not fit
   */
  public long elements() {
    return Math.multiplyExact(channels, positions());
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
