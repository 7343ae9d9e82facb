package org.parzc.model;

/**
 * Scores of some architectures, higher for better ones.
 *
 * @param mean score of the mean network, averaged over the members
 * @param deviation standard deviation over members and posterior draws, on the same scale
 */
public record Scores(double[] mean, double[] deviation) {}
