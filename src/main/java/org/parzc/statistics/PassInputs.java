package org.parzc.statistics;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Initialisation;

/**
 * What the passes start from, shared by all networks of a run.
 *
 * @param type element type of the passes on images; SynFlow always runs in float64
 * @param weights initial weights of {@code type}
 * @param absoluteWeights absolute initial weights in float64, for SynFlow
 * @param normalWeights standard normal weights of {@code type}, for Zen-NAS
 * @param minibatches at least one; the further ones are for ZiCo
 * @param noise x₂ of Zen-NAS, shaped like the images of the first minibatch
 */
record PassInputs(ElementType type, Initialisation weights, Initialisation absoluteWeights,
    Initialisation normalWeights, List<Minibatch> minibatches, Tensor noise) {}
