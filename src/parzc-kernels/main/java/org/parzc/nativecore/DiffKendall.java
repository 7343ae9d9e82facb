package org.parzc.nativecore;

/**
 * DiffKendall and its derivatives.
 *
 * @param value τ_α, in [−1, 1]
 * @param gradient ∂τ_α/∂x_i, one entry per prediction; not copied
 */
public record DiffKendall(double value, double[] gradient) {}
