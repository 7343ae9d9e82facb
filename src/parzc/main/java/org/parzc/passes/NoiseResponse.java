package org.parzc.passes;

/**
 * How the last feature map answers a small change of the images.
 *
 * @param change mean over images of Σ|f(x) − f(x + 0.01 x₂)|
 * @param meanVariances per normalisation layer, the mean of its running variances after both passes
 */
public record NoiseResponse(double change, double[] meanVariances) {}
