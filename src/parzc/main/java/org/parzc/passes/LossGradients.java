package org.parzc.passes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.network.Autograd;
import org.parzc.network.Autograd.Graph;
import org.parzc.network.BatchNormMode;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.Trace;

/**
 * The gradients on one labelled minibatch: one forward and one backward pass for everything of
 * first order; the same graph is differentiated again for GraSP and for the images. An undefined
 * tensor stands for a gradient of zeros.
 *
 * @param trace the forward pass
 * @param weights per node, ∂L/∂w
 * @param outputs per node, ∂L/∂a; empty unless asked for and told by the network
 * @param hessian per node, H g; empty unless asked for
 * @param images ∂(sum of logits)/∂x, (batch, channels, height, width); undefined unless asked for
 */
record LossGradients(
    Trace trace, List<Tensor> weights, List<Tensor> outputs, List<Tensor> hessian, Tensor images) {

  /** Runs the passes; those that are not about one minibatch are ignored. */
  static LossGradients of(MeasurableNetwork network, Minibatch batch, Set<Pass> passes) {
    boolean wantsHessian = passes.contains(Pass.HESSIAN_GRADIENT);
    boolean wantsImages = passes.contains(Pass.INPUT_GRADIENT);
    Tensor images = wantsImages ? batch.images().detach().set_requires_grad(true) : batch.images();
    Trace trace = network.forward(images, BatchNormMode.BATCH);
    boolean wantsOutputs = passes.contains(Pass.OUTPUT_GRADIENT) && trace.outputs() != null;
    List<Tensor> wanted = new ArrayList<>(network.weights());
    if (wantsOutputs) {
      wanted.addAll(trace.outputs());
    }
    Tensor loss = torch.cross_entropy_loss(trace.logits(), batch.targets());
    List<Tensor> gradients =
        Autograd.gradients(
            loss, wanted, wantsHessian ? Graph.EXTENDED : wantsImages ? Graph.KEPT : Graph.FREED);
    List<Tensor> weights = gradients.subList(0, network.weights().size());
    List<Tensor> hessian =
        wantsHessian
            ? hessian(network, weights, wantsImages ? Graph.KEPT : Graph.FREED)
            : List.of();
    Tensor imageGradient =
        wantsImages
            ? Autograd.gradients(trace.logits().sum(), List.of(images), Graph.FREED).get(0)
            : new Tensor();
    return new LossGradients(
        trace,
        weights,
        gradients.subList(weights.size(), gradients.size()),
        hessian,
        imageGradient);
  }

  /**
   * H g = ∂/∂w Σ stopgrad(g)·g: the backward pass, differentiated with g itself as the incoming
   * gradient.
   */
  private static List<Tensor> hessian(
      MeasurableNetwork network, List<Tensor> gradients, Graph graph) {
    List<Tensor> differentiable =
        gradients.stream().filter(g -> g.defined() && g.requires_grad()).toList();
    if (differentiable.isEmpty()) {
      return network.weights().stream().map(weight -> new Tensor()).toList();
    }
    return Autograd.gradients(
        differentiable,
        differentiable.stream().map(Tensor::detach).toList(),
        network.weights(),
        graph);
  }
}
