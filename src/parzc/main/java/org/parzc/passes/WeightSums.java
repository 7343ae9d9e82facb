package org.parzc.passes;

import java.util.List;
import org.parzc.nativecore.NodeSums;

/**
 * Sums over the weights of each node, read together with the gradients and Hessian-gradient
 * products on the first minibatch.
 *
 * @param weights per node, the sums over its weights, whatever was run: {@code w2}, and the number
 *     of entries that are not finite among all that were read; the others are there if the
 *     following are
 * @param gradients per node, the same with those over the loss gradient: {@code g2}, {@code absWg},
 *     {@code wg}
 * @param hessianGradients per node, the same with that over the Hessian-gradient product: {@code
 *     wh}
 */
public record WeightSums(
    List<NodeSums> weights,
    PassResult<List<NodeSums>> gradients,
    PassResult<List<NodeSums>> hessianGradients) {}
