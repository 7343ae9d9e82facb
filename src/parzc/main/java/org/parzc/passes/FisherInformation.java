package org.parzc.passes;

import java.util.Map;

/**
 * Fisher information of the nodes' outputs a with loss gradients δ, on one minibatch.
 *
 * @param ofNodes per node, Σ_c ½ mean_n (Σ_s a·δ)² over images n, channels c and positions s; the
 *     channels of a node on tokens are the features
 * @param ofTokens node on tokens to the same with the tokens in the place of channels
 */
public record FisherInformation(double[] ofNodes, Map<Integer, Double> ofTokens) {}
