package org.parzc.passes;

import java.util.List;
import java.util.Set;
import org.parzc.nativecore.NodeSums;

/**
 * What the passes over one network left behind, as plain numbers; nodes are numbered in execution
 * order.
 *
 * @param sums sums over weights, gradients and Hessian-gradient products on the first minibatch
 * @param fisher Fisher information of the nodes' outputs on the first minibatch
 * @param signs which activation signs the images of the first minibatch share
 * @param images gradients with respect to the images of the first minibatch
 * @param variation how gradients vary over the minibatches
 * @param synflow per node, sums of SynFlow's pass without normalisation
 * @param synflowBn per node, sums of SynFlow's pass with batch statistics
 * @param noise Zen-NAS's response to noise
 */
public record PassResults(
    WeightSums sums,
    PassResult<FisherInformation> fisher,
    PassResult<SignAgreement> signs,
    PassResult<ImageGradients> images,
    PassResult<GradientVariation> variation,
    PassResult<List<NodeSums>> synflow,
    PassResult<List<NodeSums>> synflowBn,
    PassResult<NoiseResponse> noise) {

  /** Returns the result of a pass. */
  public PassResult<?> of(Pass pass) {
    return switch (pass) {
      case GRADIENT -> sums.gradients();
      case OUTPUT_GRADIENT -> fisher;
      case ACTIVATION -> signs;
      case HESSIAN_GRADIENT -> sums.hessianGradients();
      case INPUT_GRADIENT -> images;
      case MINIBATCHES -> variation;
      case SYNFLOW -> synflow;
      case SYNFLOW_BN -> synflowBn;
      case NOISE_RESPONSE -> noise;
    };
  }

  /** Returns whether all these passes left their results. */
  public boolean tell(Set<Pass> passes) {
    return passes.stream().allMatch(pass -> of(pass).isPresent());
  }
}
