package org.parzc.extraction;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.files.Provenance;
import org.parzc.images.ImageSource;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.PhysicalMemory;
import org.parzc.passes.Pass;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Recorded;
import org.parzc.statistics.Statistic;

/**
 * Everything the statistics of an architecture depend on besides the architecture.
 *
 * @param space the search space
 * @param skeleton what surrounds the cell; its input shape and classes must be those of the images
 * @param images where minibatches come from
 * @param batchSize images per minibatch, at least 2
 * @param batches minibatches, at least 1; ZiCo needs 2
 * @param seed seed of weights, noise and the choice of images
 * @param precision element type of the passes on images
 * @param statistics node-wise statistics to record
 * @param proxies network-level proxies to record
 */
public record ExtractionSettings(SearchSpace space, Skeleton skeleton, ImageSource images, int batchSize, int batches,
    long seed, ElementType precision, List<Statistic> statistics, List<NetworkProxy> proxies) {

  /**
   * Checks the settings against each other.
   *
   * @throws InputException if they do not fit together
   */
  public ExtractionSettings {
    statistics = List.copyOf(statistics);
    proxies = List.copyOf(proxies);
    if (!images.shape().equals(skeleton.input()) || images.classes() != skeleton.classes()) {
      throw new InputException("skeleton: found input %s and %d classes, expected those of the images, %s and %d (%s)"
          .formatted(skeleton.input(), skeleton.classes(), images.shape(), images.classes(), images.description()));
    }
    if (batchSize < 2) {
      throw new InputException("batch size: found %d, expected at least 2 (batch norm needs a batch)"
          .formatted(batchSize));
    }
    if (batchSize > largestBatch(images.shape())) {
      throw new InputException("batch size: found %d, expected at most %d (images of %s, as Java may use %s)".formatted(
          batchSize, largestBatch(images.shape()), images.shape(),
          PhysicalMemory.text(Runtime.getRuntime().maxMemory())));
    }
    long mostBatches = mostBatches(images.shape(), batchSize, precision);
    if (batches > mostBatches) {
      throw new InputException("batches: found %d, expected at most %d (of %d images of %s, as there are %s)".formatted(
          batches, mostBatches, batchSize, images.shape(), PhysicalMemory.text(PhysicalMemory.bytes())));
    }
    boolean needsMinibatches = statistics.stream().anyMatch(s -> s.passes().contains(Pass.MINIBATCHES))
        || proxies.stream().anyMatch(p -> p.passes().contains(Pass.MINIBATCHES));
    if (batches < (needsMinibatches ? 2 : 1)) {
      throw new InputException("batches: found %d, expected at least %d%s".formatted(batches, needsMinibatches ? 2 : 1,
          needsMinibatches ? " (zico compares minibatches)" : ""));
    }
    if (images.size() / batchSize < batches) {
      throw new InputException("images: found %d, expected at least %d for %d batches of %d (%s)".formatted(
          images.size(), (long) batches * batchSize, batches, batchSize, images.description()));
    }
  }

  /** Returns the names of what is asked for. */
  public Recorded recorded() {
    return new Recorded(space.name(), names(statistics), names(proxies));
  }

  private static Set<String> names(List<? extends Quantity> quantities) {
    return quantities.stream().map(Quantity::name).collect(ImmutableSet.toImmutableSet());
  }

  /** Returns how many images of a shape fit into one array of this process. */
  public static long largestBatch(Shape image) {
    return Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / Float.BYTES) / image.elements();
  }

  /** Returns how many minibatches fit into the memory of this machine. */
  public static long mostBatches(Shape image, int batchSize, ElementType precision) {
    return PhysicalMemory.bytes() / precision.bytes() / image.elements() / batchSize;
  }

  /** Returns the settings as provenance: what must agree for two runs to share a store. */
  public Provenance provenance() {
    return Provenance.of("space", space.name()).with("skeleton", skeleton).with("images", images.description())
        .with("batch_size", batchSize).with("batches", batches).with("seed", seed)
        .with("precision", precision.name().toLowerCase(Locale.ROOT))
        .with("statistics", statistics.stream().map(Statistic::name).collect(Collectors.joining(" ")))
        .with("proxies", proxies.stream().map(NetworkProxy::name).collect(Collectors.joining(" ")));
  }
}
