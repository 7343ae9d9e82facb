package org.parzc.passes;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.parzc.nativecore.NodeSums;

/**
 * What the passes over one network left behind, as plain numbers; a part is null if its {@link Pass} was not run
 * or the network does not tell what it needs.
 *
 * @param sums per node, sums over weights, gradients and Hessian-gradient products on the first minibatch; those of
 *     gradients are 0 if no pass made them
 * @param fisher per node, Fisher information of its output on the first minibatch
 * @param fisherOfTokens node on tokens to the Fisher information with the tokens in the place of channels
 * @param signAgreement ReLU vertex to its images × images matrix of equal activation signs, row by row
 * @param activationOfNode per node, the vertex of its own ReLU, or null
 * @param zico per node, Σ mean|g| / std(g) over the minibatches
 * @param synflow per node, sums of SynFlow's pass without normalisation
 * @param synflowBn per node, sums of SynFlow's pass with batch statistics
 * @param inputGradient per image, the gradient of the summed logits with respect to the images
 * @param labels class of each image of the first minibatch
 * @param noise Zen-NAS's response to noise
 * @param unavailable passes that were wanted but whose results the network does not tell
 */
public record Measurements(List<NodeSums> sums, double[] fisher, Map<Integer, Double> fisherOfTokens,
    Map<Integer, long[]> signAgreement, List<Integer> activationOfNode, double[] zico, List<NodeSums> synflow,
    List<NodeSums> synflowBn, double[][] inputGradient, int[] labels, NoiseResponse noise, Set<Pass> unavailable) {
  /** Copies the set. */
  public Measurements {
    unavailable = Set.copyOf(unavailable);
  }

  /** Returns whether all these passes left what they are for. */
  public boolean tells(Set<Pass> passes) {
    return Collections.disjoint(passes, unavailable);
  }

  /**
   * How the last feature map answers a small change of the images.
   *
   * @param change mean over images of Σ|f(x) − f(x + 0.01 x₂)|
   * @param meanVariances per normalisation layer, the mean of its running variances after both passes
   */
  public record NoiseResponse(double change, double[] meanVariances) {}
}
