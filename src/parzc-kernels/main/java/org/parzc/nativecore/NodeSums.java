package org.parzc.nativecore;

/**
 * Sums over one weight tensor w, its gradient g and h = Hg, in float64.
 *
 * @param w2 Σ w²
 * @param g2 Σ g²
 * @param absWg Σ |w·g|
 * @param wg Σ w·g
 * @param wh Σ w·h
 * @param nonFinite number of entries of w, g and h that are NaN or infinite
 */
public record NodeSums(double w2, double g2, double absWg, double wg, double wh, long nonFinite) {}
