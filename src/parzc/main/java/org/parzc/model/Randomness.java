package org.parzc.model;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.network.Placement;

/**
 * Random tensors from a generator of our own, so that a seed fixes them whatever else the process
 * draws.
 */
final class Randomness {
  private final Placement drawing;
  private final Placement wanted;
  private final Generator generator;

  private Randomness(long seed, Placement drawing, Placement wanted) {
    this.drawing = drawing;
    this.wanted = wanted;
    generator = drawing.generator(seed);
  }

  /** Draws on the CPU. */
  Randomness(long seed) {
    this(seed, Placement.CPU, Placement.CPU);
  }

  /**
   * Draws where the tensors are wanted, so that nothing is copied: a GPU draws other numbers than
   * the CPU.
   */
  static Randomness ownOf(Placement wanted, long seed) {
    return new Randomness(seed, wanted, wanted);
  }

  /** Draws the CPU's numbers wherever the tensors are wanted. */
  static Randomness sameFor(Placement wanted, long seed) {
    return new Randomness(seed, Placement.CPU, wanted);
  }

  Tensor normal(long... shape) {
    return wanted(empty(shape).normal_(0, 1, new GeneratorOptional(generator)));
  }

  Tensor uniform(double bound, long... shape) {
    return wanted(empty(shape).uniform_(-bound, bound, new GeneratorOptional(generator)));
  }

  /** Returns 1 / keep with probability keep, else 0. */
  Tensor keep(double keep, long... shape) {
    return wanted(
        empty(shape).bernoulli_(keep, new GeneratorOptional(generator)).div_(new Scalar(keep)));
  }

  private Tensor empty(long... shape) {
    return drawing.empty(ScalarType.Float, shape);
  }

  private Tensor wanted(Tensor drawn) {
    return drawing.equals(wanted) ? drawn : wanted.copy(drawn);
  }
}
