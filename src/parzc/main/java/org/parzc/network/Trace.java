package org.parzc.network;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What one forward pass left behind. A network that was written elsewhere may keep some of it to
 * itself.
 *
 * @param logits (batch, classes)
 * @param outputs per node, its output before normalisation: (batch, channels, height, width),
 *     (batch, features) or, of a node on tokens, (batch, tokens, features); null if they cannot be
 *     told
 * @param activations ReLU vertex to its output, (batch, channels, height, width); null if they
 *     cannot be told
 * @param features the last feature map, or the last tokens, which global pooling reads; null in a
 *     network without global pooling
 */
public record Trace(
    Tensor logits, List<Tensor> outputs, Map<Integer, Tensor> activations, Tensor features) {}
