package org.parzc.passes;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.parzc.blueprint.Shape;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Initialisation;
import org.parzc.network.Perturbation;
import org.parzc.network.Tensors;

/**
 * What the passes start from, shared by all networks of a run.
 *
 * @param type element type of the passes on images; SynFlow always runs in float64
 * @param weights initial weights of {@code type}
 * @param absoluteWeights absolute initial weights in float64, for SynFlow
 * @param normalWeights standard normal weights of {@code type}, for Zen-NAS
 * @param minibatches at least one; the further ones are for ZiCo
 * @param noise x₂ of Zen-NAS, shaped like the images of the first minibatch
 * @param ones SynFlow's image, (1, channels, height, width), in float64
 */
public record PassInputs(
    ElementType type,
    Initialisation weights,
    Initialisation absoluteWeights,
    Initialisation normalWeights,
    List<Minibatch> minibatches,
    Tensor noise,
    Tensor ones) {
  /** Returns SynFlow's image on the CPU. */
  public static Tensor ones(Shape image) {
    return Tensors.filled(
        1, ElementType.FLOAT64, 1, image.channels(), image.height(), image.width());
  }

  /**
   * Returns these inputs changed by rounding errors; new tensors belong to the open {@code
   * PointerScope}.
   */
  public PassInputs perturbed(Perturbation by) {
    List<Minibatch> changed =
        IntStream.range(0, minibatches.size())
            .mapToObj(index -> minibatches.get(index).perturbed(by, "minibatch " + index))
            .toList();
    return new PassInputs(
        type,
        by.of(weights),
        by.of(absoluteWeights),
        by.of(normalWeights),
        changed,
        by.of(noise, "noise"),
        by.of(ones, "ones"));
  }
}
