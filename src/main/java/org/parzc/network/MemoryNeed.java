package org.parzc.network;

import java.util.Comparator;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.PhysicalMemory;

/**
 * The memory that a pass forward and backward cannot do without: weights, their gradients, and what each weighted layer
 * reads, which is kept until its gradient is taken. Real passes take some times as much.
 */
public final class MemoryNeed {
  private MemoryNeed() {}

  /**
   * Refuses a network that this machine cannot run: LibTorch would try, and the system would end the process.
   *
   * @param images images in a batch
   * @param type element type of weights and images
   * @throws InputException that names the largest layer, if memory is too small
   */
  public static void require(Blueprint blueprint, int images, ElementType type) {
    double all = blueprint.nodes().stream().mapToDouble(node -> 2.0 * blueprint.weighted(node).weights()).sum()
        * type.bytes() + blueprint.nodes().stream().flatMap(node -> read(blueprint, node)).distinct()
            .mapToDouble(read -> (double) images * blueprint.vertices().get(read).shape().elements()).sum()
            * type.bytes();
    if (all > PhysicalMemory.bytes()) {
      Blueprint.Node largest = blueprint.nodes().stream()
          .max(Comparator.comparingDouble(node -> bytes(blueprint, node, images, type))).orElseThrow();
      throw new InputException("network: a batch of %d images takes at least %s, %s of it for %s (%s), expected at "
          .formatted(images, PhysicalMemory.text(all),
              PhysicalMemory.text(bytes(blueprint, largest, images, type)), blueprint.weighted(largest).kind(),
              largest.slot().name()) + "most " + PhysicalMemory.text(PhysicalMemory.bytes()) + ", all that there is");
    }
  }

  private static double bytes(Blueprint blueprint, Blueprint.Node node, int images, ElementType type) {
    Layer.Weighted layer = blueprint.weighted(node);
    double values = read(blueprint, node).mapToDouble(read -> blueprint.vertices().get(read).shape().elements()).sum();
    return (2.0 * layer.weights() + images * values) * type.bytes();
  }

  private static Stream<Integer> read(Blueprint blueprint, Blueprint.Node node) {
    return blueprint.vertices().get(node.vertex()).inputs().stream();
  }
}
