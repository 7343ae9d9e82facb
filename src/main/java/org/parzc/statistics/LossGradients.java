package org.parzc.statistics;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.network.BatchNormMode;
import org.parzc.network.Gradients;
import org.parzc.network.Network;
import org.parzc.network.Propagation;
import org.parzc.network.Propagation.Extent;
import org.parzc.network.Propagation.Kept;
import org.parzc.network.Tangents;

/**
 * The gradients on one labelled minibatch: one forward and one backward pass for everything of first order; GraSP and
 * the images' gradients come from the same forward pass. An undefined tensor stands for a gradient of zeros.
 *
 * @param propagation the forward pass
 * @param weights per node, ∂L/∂w; empty unless asked for
 * @param outputs per node, ∂L/∂a; empty unless asked for
 * @param productChanges per node, the change of Σ w·g along the gradient, g·g + w·(Hg); empty unless asked for
 * @param images ∂(sum of logits)/∂x, (batch, channels, height, width); undefined unless asked for
 */
record LossGradients(Propagation propagation, List<Tensor> weights, List<Tensor> outputs, double[] productChanges,
    Tensor images) {
  private static final Map<Pass, Set<Gradients.Of>> WANTED = Map.of(
      Pass.GRADIENT, EnumSet.of(Gradients.Of.WEIGHTS),
      Pass.MINIBATCHES, EnumSet.of(Gradients.Of.WEIGHTS),
      Pass.OUTPUT_GRADIENT, EnumSet.of(Gradients.Of.OUTPUTS),
      Pass.HESSIAN_GRADIENT, EnumSet.of(Gradients.Of.WEIGHTS, Gradients.Of.LAYERS));

  /** Runs the passes; those that are not about one minibatch are ignored. */
  static LossGradients of(Network network, Minibatch batch, Set<Pass> passes) {
    Propagation propagation = Propagation.of(network, batch.images(), BatchNormMode.BATCH,
        passes.contains(Pass.ACTIVATION) ? Extent.EVERYTHING : Extent.LIVE, Kept.VALUES);
    Set<Gradients.Of> wanted = EnumSet.noneOf(Gradients.Of.class);
    passes.forEach(pass -> wanted.addAll(WANTED.getOrDefault(pass, Set.of())));
    List<Tensor> weights = List.of();
    List<Tensor> outputs = List.of();
    double[] productChanges = new double[0];
    if (!wanted.isEmpty()) {
      CrossEntropy loss = CrossEntropy.of(propagation.logits(), batch.targets());
      Gradients gradients = Gradients.of(propagation, loss.gradient(), wanted);
      weights = gradients.weights();
      outputs = gradients.outputs();
      if (passes.contains(Pass.HESSIAN_GRADIENT)) {
        Tangents tangents = Tangents.of(propagation, gradients, weights);
        productChanges = tangents.productChanges(loss.gradientChange(tangents.logits()));
      }
    }
    Tensor images = passes.contains(Pass.INPUT_GRADIENT)
        ? Gradients.of(propagation, torch.ones_like(propagation.logits()), EnumSet.of(Gradients.Of.IMAGES)).images()
        : new Tensor();
    return new LossGradients(propagation, weights, outputs, productChanges, images);
  }
}
