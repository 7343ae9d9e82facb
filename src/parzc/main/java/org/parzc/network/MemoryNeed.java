package org.parzc.network;

import java.util.Comparator;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.PhysicalMemory;

/**
 * The memory that a pass forward and backward cannot do without: weights, their gradients, and what
 * each weighted layer reads, which is kept until its gradient is taken. Real passes take some times
 * as much.
 */
public final class MemoryNeed {
  /** What the passes of an extraction took at most, in multiples of the least: see docs/gpu.md. */
  private static final double USUAL = 8;

  private final Blueprint blueprint;
  private final int images;
  private final ElementType type;

  private MemoryNeed(Blueprint blueprint, int images, ElementType type) {
    this.blueprint = blueprint;
    this.images = images;
    this.type = type;
  }

  /**
   * Returns what a network needs.
   *
   * @param images images in a batch
   * @param type element type of weights and images
   */
  public static MemoryNeed of(Blueprint blueprint, int images, ElementType type) {
    return new MemoryNeed(blueprint, images, type);
  }

  /** Returns the bytes that it takes at least. */
  public double least() {
    double weights =
        blueprint.nodes().stream()
            .mapToDouble(node -> 2.0 * blueprint.weighted(node).weights())
            .sum();
    double values =
        blueprint.nodes().stream()
            .flatMap(this::read)
            .distinct()
            .mapToDouble(
                read -> (double) images * blueprint.vertices().get(read).shape().elements())
            .sum();
    return (weights + values) * type.bytes();
  }

  /** Returns the bytes that it takes as a rule, all passes considered. */
  public double usual() {
    return USUAL * least();
  }

  /**
   * Refuses a network that a device cannot run: on the CPU LibTorch would try, and the system would
   * end the process.
   *
   * @throws InputException that names the largest layer, if memory is too small
   */
  public void requireWithin(Device device) {
    long there = device.memory().orElseGet(PhysicalMemory::bytes);
    double least = least();
    if (least > there) {
      Blueprint.Node largest =
          blueprint.nodes().stream().max(Comparator.comparingDouble(this::bytes)).orElseThrow();
      throw new InputException(
          "network: a batch of %d images takes at least %s, %s of it for %s (%s), expected at "
                  .formatted(
                      images,
                      PhysicalMemory.text(least),
                      PhysicalMemory.text(bytes(largest)),
                      blueprint.weighted(largest).kind(),
                      largest.slot().name())
              + "most "
              + PhysicalMemory.text(there)
              + ", all that there is");
    }
  }

  private double bytes(Blueprint.Node node) {
    Layer.Weighted layer = blueprint.weighted(node);
    double values =
        read(node).mapToDouble(read -> blueprint.vertices().get(read).shape().elements()).sum();
    return (2.0 * layer.weights() + images * values) * type.bytes();
  }

  private Stream<Integer> read(Blueprint.Node node) {
    return blueprint.vertices().get(node.vertex()).inputs().stream();
  }
}
