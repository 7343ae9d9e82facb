package org.parzc.network;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.TokenLayer;
import org.parzc.nativecore.ElementType;

/**
 * Changes every element of a tensor by the distance of 1 to the next number of its type, up or down
 * at random: about as much as rounding does to the result of one operation. What a computation
 * makes of such changes is what another order of summation could make of it (Monte Carlo
 * arithmetic, Parker 1997). Immutable and thread-safe.
 *
 * @param seed what the directions depend on, together with the name of a tensor and its shape
 */
public record Perturbation(long seed) {
  /**
   * Returns a changed copy, in the same memory; zeros stay zeros.
   *
   * @param name what the tensor is, so that two of one shape are changed differently
   * @param tensor of type float32 or float64
   */
  public Tensor of(Tensor tensor, String name) {
    double unit =
        tensor.scalar_type().intern() == ScalarType.Double ? Math.ulp(1.0) : Math.ulp(1.0f);
    long seedOfTensor =
        Hashing.farmHashFingerprint64()
                .hashString(seed + ":" + name, StandardCharsets.UTF_8)
                .asLong()
            & Long.MAX_VALUE;
    Tensor upward =
        torch
            .empty_like(tensor.cpu())
            .bernoulli_(0.5, new GeneratorOptional(torch.make_generator_cpu(seedOfTensor)));
    Tensor factors = upward.mul(new Scalar(2 * unit)).add(new Scalar(1 - unit));
    return tensor.mul(factors.to(tensor.device(), tensor.scalar_type()));
  }

  /** Returns an initialisation whose weights and embeddings are changed ones of another. */
  public Initialisation of(Initialisation initialisation) {
    return new Initialisation() {
      @Override
      public Tensor weight(Blueprint.Node node, Layer.Weighted layer, int index) {
        return of(initialisation.weight(node, layer, index), "weight " + index);
      }

      @Override
      public Tensor embedding(TokenLayer.Embedding embedding, int index) {
        return of(initialisation.embedding(embedding, index), "embedding " + index);
      }

      @Override
      public Tensor adoptedWeight(
          Tensor own, Blueprint.Node node, Layer.Weighted layer, int index) {
        return of(initialisation.adoptedWeight(own, node, layer, index), "weight " + index);
      }

      @Override
      public Tensor adopted(Tensor own) {
        return initialisation.adopted(own);
      }

      @Override
      public Tensor filled(double value, ElementType type, long... shape) {
        return initialisation.filled(value, type, shape);
      }

      @Override
      public Tensor place(Tensor tensor) {
        return initialisation.place(tensor);
      }

      private Tensor of(Tensor tensor, String name) {
        return Perturbation.this.of(tensor, name);
      }
    };
  }
}
