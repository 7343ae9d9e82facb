package org.parzc.network;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Blueprint;
import org.parzc.space.Layer;

/**
 * Random weights that depend on the seed, the node's slot and its shape alone. Every architecture that has the same
 * layer in the same slot starts from the same weights, so differences between architectures are not drowned by
 * differences between draws, nothing depends on the order of work, and each tensor is drawn once. Thread-safe.
 */
public final class SharedWeights implements Initialisation, AutoCloseable {
  /** Distribution of the weights. */
  public enum Distribution {
    /** N(0, 2 / fan-in), after He et al. 2015. */
    KAIMING_NORMAL,
    /** |N(0, 2 / fan-in)|: what SynFlow wants. */
    ABSOLUTE_KAIMING_NORMAL,
    /** N(0, 1): what Zen-NAS wants. */
    STANDARD_NORMAL
  }

  private final long seed;
  private final Distribution distribution;
  private final ElementType type;
  private final Device device;
  private final Map<String, Tensor> drawn = new ConcurrentHashMap<>();

  /**
   * @param seed what the draws depend on
   * @param distribution distribution of the weights
   * @param type element type of the tensors; draws are made in float32 either way
   * @param device where the tensors lie; draws are made on the CPU either way
   */
  public SharedWeights(long seed, Distribution distribution, ElementType type, Device device) {
    this.seed = seed;
    this.distribution = distribution;
    this.type = type;
    this.device = device;
  }

  @Override
  public Tensor weight(Blueprint.Node node, Layer.Weighted layer, int index) {
    return drawn.computeIfAbsent(key(node, layer), key -> {
      try (PointerScope scope = new PointerScope()) {
        return draw(key, layer).retainReference();
      }
    });
  }

  /** Draws standard normal weights anew: networks from elsewhere share few slots, and keeping theirs fills memory. */
  @Override
  public Tensor adoptedWeight(Tensor own, Blueprint.Node node, Layer.Weighted layer, int index) {
    return distribution == Distribution.STANDARD_NORMAL ? draw(key(node, layer), layer) : adopted(own);
  }

  @Override
  public Tensor adopted(Tensor own) {
    return distribution == Distribution.ABSOLUTE_KAIMING_NORMAL ? own.abs() : own;
  }

  private static String key(Blueprint.Node node, Layer.Weighted layer) {
    return node.slot().name() + Arrays.toString(layer.weightShape());
  }

  @Override
  public Tensor place(Tensor tensor) {
    return device.place(tensor);
  }

  private Tensor draw(String key, Layer.Weighted layer) {
    long slotSeed = Hashing.farmHashFingerprint64()
        .hashString(seed + ":" + key, StandardCharsets.UTF_8).asLong() & Long.MAX_VALUE;
    double scale = distribution == Distribution.STANDARD_NORMAL ? 1 : Math.sqrt(2.0 / layer.fanIn());
    Tensor weight = torch
        .empty(layer.weightShape(), new TensorOptions(Tensors.scalarType(ElementType.FLOAT32)), null)
        .normal_(0, scale, new GeneratorOptional(torch.make_generator_cpu(slotSeed)))
        .to(Tensors.scalarType(type));
    return device.place(distribution == Distribution.ABSOLUTE_KAIMING_NORMAL ? weight.abs() : weight);
  }

  /** Frees the weights; networks built from them must not be used any more. */
  @Override
  public void close() {
    drawn.values().forEach(Tensor::releaseReference);
    drawn.clear();
  }
}
