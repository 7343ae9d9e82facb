package org.parzc.model;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Random tensors from a generator of our own, so that a seed fixes them whatever else the process draws. */
final class Randomness {
  private final Generator generator;

  Randomness(long seed) {
    generator = torch.make_generator_cpu(seed & Long.MAX_VALUE);
  }

  Tensor normal(long... shape) {
    return empty(shape).normal_(0, 1, new GeneratorOptional(generator));
  }

  Tensor uniform(double bound, long... shape) {
    return empty(shape).uniform_(-bound, bound, new GeneratorOptional(generator));
  }

  /** Returns 1 / keep with probability keep, else 0. */
  Tensor keep(double keep, long... shape) {
    return empty(shape).bernoulli_(keep, new GeneratorOptional(generator)).div_(new Scalar(keep));
  }

  private static Tensor empty(long... shape) {
    return torch.empty(shape, new TensorOptions(ScalarType.Float), null);
  }
}
