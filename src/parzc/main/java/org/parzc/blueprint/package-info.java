/**
 * Networks as plain data: a {@link org.parzc.blueprint.Blueprint} of {@link
 * org.parzc.blueprint.Layer layers} with their shapes, and a {@link org.parzc.blueprint.Slot} for
 * each that has weights. Knows nothing of LibTorch, which runs them in {@code org.parzc.network}.
 */
package org.parzc.blueprint;
