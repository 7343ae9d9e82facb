package org.parzc.blueprint;

import java.util.List;

/**
 * Something that a network from elsewhere computes. Only that network can run it; this says what it
 * looks like.
 *
 * @param kind name of the operation
 * @param parameters trainable parameters that it reads first
 * @param flops multiply-adds for one image
 * @param isOperation whether topology features name it
 * @param shape its output for one image
 */
public record ImportedLayer(
    String kind, long parameters, long flops, boolean isOperation, Shape shape) implements Layer {
  @Override
  public Shape output(List<Shape> inputs) {
    return shape;
  }

  @Override
  public long flops(Shape output) {
    return flops;
  }
}
