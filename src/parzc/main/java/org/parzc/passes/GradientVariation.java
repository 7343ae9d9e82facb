package org.parzc.passes;

/**
 * How the gradient of each weight varies over the minibatches.
 *
 * @param ofNodes per node, Σ_k mean_b |g_b| / std_b(g_b) over its weights k and the minibatches b;
 *     weights whose gradients are equal add nothing
 */
public record GradientVariation(double[] ofNodes) {}
