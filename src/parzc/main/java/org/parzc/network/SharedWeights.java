package org.parzc.network;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.TokenLayer;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Lifetime;

/**
 * Random weights that depend on the seed, the node's slot and its shape alone, and embeddings that
 * depend on their kind in place of the slot. Every architecture that has the same layer in the same
 * slot starts from the same weights, so differences between architectures are not drowned by
 * differences between draws, and nothing depends on the order of work. Tensors are kept and shared
 * up to a number of bytes; those after that are drawn again for each network and belong to the
 * caller's {@code PointerScope}. Those handed out stay valid after {@link #close}. Thread-safe.
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

  /**
   * Standard deviation of embeddings, whatever the weights' distribution (Dosovitskiy et al., ICLR
   * 2021).
   */
  private static final double EMBEDDING_SCALE = 0.02;

  private static final long KEPT_BYTES = 256L << 20;

  private final long seed;
  private final Distribution distribution;
  private final ElementType type;
  private final Device device;
  private final long keptBytes;
  private final Map<String, Tensor> drawn = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final Lifetime lifetime = freeing(drawn);

  /**
   * @param seed what the draws depend on
   * @param distribution distribution of the weights
   * @param type element type of the tensors; draws are made in float32 either way
   * @param device where the tensors lie; draws are made on the CPU either way
   */
  public SharedWeights(long seed, Distribution distribution, ElementType type, Device device) {
    this(seed, distribution, type, device, KEPT_BYTES);
  }

  /**
   * @param keptBytes no more tensors are kept once they take up this much
   */
  SharedWeights(
      long seed, Distribution distribution, ElementType type, Device device, long keptBytes) {
    this.seed = seed;
    this.distribution = distribution;
    this.type = type;
    this.device = device;
    this.keptBytes = keptBytes;
  }

  private static Lifetime freeing(Map<String, Tensor> kept) {
    return new Lifetime(
        "weights",
        () -> {
          kept.values().forEach(Tensor::releaseReference);
          kept.clear();
        });
  }

  @Override
  public Tensor weight(Blueprint.Node node, Layer.Weighted layer, int index) {
    double scale =
        distribution == Distribution.STANDARD_NORMAL ? 1 : Math.sqrt(2.0 / layer.fanIn());
    return shared(node.slot().name(), scale, layer.weightShape());
  }

  /** {@inheritDoc} From N(0, 0.02²), or absolute values of such where those of the weights are. */
  @Override
  public Tensor embedding(TokenLayer.Embedding embedding, int index) {
    return shared(
        embedding.kind() + index, EMBEDDING_SCALE, 1, embedding.tokens(), embedding.features());
  }

  @Override
  public Tensor adoptedWeight(Tensor own, Blueprint.Node node, Layer.Weighted layer, int index) {
    return distribution == Distribution.STANDARD_NORMAL ? weight(node, layer, index) : adopted(own);
  }

  @Override
  public Tensor adopted(Tensor own) {
    return distribution == Distribution.ABSOLUTE_KAIMING_NORMAL ? own.abs() : own;
  }

  @Override
  public Tensor filled(double value, ElementType elements, long... shape) {
    return device.filled(value, elements, shape);
  }

  @Override
  public Tensor place(Tensor tensor) {
    return device.place(tensor);
  }

  private Tensor shared(String place, double scale, long... shape) {
    String key = place + Arrays.toString(shape);
    try (Lifetime.Call call = lifetime.call()) {
      Tensor kept = drawn.get(key);
      if (kept == null && bytes.get() >= keptBytes) {
        return draw(key, scale, shape);
      }
      // A handle of its own, so that the caller's memory is not gone when ours is.
      return new Tensor(
          kept != null ? kept : drawn.computeIfAbsent(key, absent -> keep(key, scale, shape)));
    }
  }

  private Tensor keep(String key, double scale, long[] shape) {
    try (PointerScope scope = new PointerScope()) {
      Tensor tensor = draw(key, scale, shape);
      bytes.addAndGet(tensor.nbytes());
      return tensor.retainReference();
    }
  }

  private Tensor draw(String key, double scale, long[] shape) {
    long slotSeed =
        Hashing.farmHashFingerprint64()
                .hashString(seed + ":" + key, StandardCharsets.UTF_8)
                .asLong()
            & Long.MAX_VALUE;
    Tensor weight =
        torch
            .empty(shape, new TensorOptions(Tensors.scalarType(ElementType.FLOAT32)), null)
            .normal_(0, scale, new GeneratorOptional(torch.make_generator_cpu(slotSeed)))
            .to(Tensors.scalarType(type));
    return device.place(
        distribution == Distribution.ABSOLUTE_KAIMING_NORMAL ? weight.abs() : weight);
  }

  /** Lets go of the weights that are kept; later requests are refused. Closing twice is allowed. */
  @Override
  public void close() {
    lifetime.close();
  }
}
