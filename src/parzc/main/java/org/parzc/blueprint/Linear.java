package org.parzc.blueprint;

import java.util.List;

/**
 * A fully connected layer: on each position by itself, such as a token, where the input has {@code
 * in} channels; else on all {@code in} values of an image as one vector.
 */
public record Linear(int in, int out, boolean bias) implements Layer.Weighted {
  @Override
  public Shape output(List<Shape> inputs) {
    Shape from = Layer.only(inputs);
    if (from.channels() == in) {
      return new Shape(out, from.height(), from.width());
    }
    if (from.elements() != in) {
      throw new IllegalArgumentException(
          "linear layer expects %d features, found %s".formatted(in, from));
    }
    return new Shape(out, 1, 1);
  }

  @Override
  public String kind() {
    return "linear";
  }

  @Override
  public long[] weightShape() {
    return new long[] {out, in};
  }

  @Override
  public long fanIn() {
    return in;
  }

  @Override
  public long flops(Shape output) {
    return Math.multiplyExact(weights(), output.positions());
  }
}
