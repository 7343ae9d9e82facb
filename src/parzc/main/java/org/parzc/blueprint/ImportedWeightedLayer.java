package org.parzc.blueprint;

import java.util.List;

/**
 * A weighted layer of a network from elsewhere that is neither a {@link Convolution} nor a {@link
 * Linear} as they are defined here: a convolution along one dimension, say, or a linear layer on
 * every token.
 *
 * @param kind name of the operation
 * @param extents shape of the weight tensor
 * @param fanIn number of inputs of one output value
 * @param bias whether it adds a bias
 * @param flops multiply-adds for one image
 * @param shape its output for one image
 */
public record ImportedWeightedLayer(
    String kind, List<Long> extents, long fanIn, boolean bias, long flops, Shape shape)
    implements Layer.Weighted {
  /** Copies the list. */
  public ImportedWeightedLayer {
    extents = List.copyOf(extents);
  }

  @Override
  public Shape output(List<Shape> inputs) {
    return shape;
  }

  @Override
  public long[] weightShape() {
    return extents.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public long flops(Shape output) {
    return flops;
  }
}
