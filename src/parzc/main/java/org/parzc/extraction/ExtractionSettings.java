package org.parzc.extraction;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.images.ImageSource;
import org.parzc.nativecore.ElementType;
import org.parzc.passes.Pass;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Recorded;
import org.parzc.statistics.Scales;
import org.parzc.statistics.Statistic;
import org.parzc.statistics.Statistics;

/**
 * Everything the statistics of an architecture depend on besides the architecture.
 *
 * @param space the search space
 * @param skeleton what surrounds the cell; its input shape and classes must be those of the images
 * @param minibatches images that networks are run on
 * @param seed seed of weights, noise and the choice of images
 * @param precision element type of the passes on images
 * @param statistics node-wise statistics to record
 * @param proxies network-level proxies to record
 */
public record ExtractionSettings(
    SearchSpace space,
    Skeleton skeleton,
    Minibatches minibatches,
    long seed,
    ElementType precision,
    List<Statistic> statistics,
    List<NetworkProxy> proxies) {

  /**
   * Checks the settings against each other.
   *
   * @throws InputException if they do not fit together
   */
  public ExtractionSettings {
    statistics = List.copyOf(statistics);
    proxies = List.copyOf(proxies);
    Statistics.requireDistinct(statistics, proxies);
    ImageSource images = minibatches.images();
    if (!images.shape().equals(skeleton.input()) || images.classes() != skeleton.classes()) {
      throw new InputException(
          "skeleton: found input %s and %d classes, expected those of the images, %s and %d (%s)"
              .formatted(
                  skeleton.input(),
                  skeleton.classes(),
                  images.shape(),
                  images.classes(),
                  images.description()));
    }
    minibatches.requireCount(
        precision,
        Stream.concat(statistics.stream(), proxies.stream())
            .anyMatch(quantity -> quantity.passes().contains(Pass.MINIBATCHES)));
  }

  /** Returns the names of what is asked for. */
  public Recorded recorded() {
    return new Recorded(
        space.name(), names(statistics), names(proxies), Scales.of(statistics, proxies));
  }

  private static Set<String> names(List<? extends Quantity> quantities) {
    return quantities.stream().map(Quantity::name).collect(ImmutableSet.toImmutableSet());
  }

  /** Returns the settings as provenance: what must agree for two runs to share a store. */
  public Provenance provenance() {
    return Provenance.of("space", space.name())
        .with("skeleton", skeleton)
        .with("images", minibatches.images().description())
        .with("batch_size", minibatches.size())
        .with("batches", minibatches.count())
        .with("seed", seed)
        .with("precision", precision.name().toLowerCase(Locale.ROOT))
        .with(
            "statistics", statistics.stream().map(Statistic::name).collect(Collectors.joining(" ")))
        .with("proxies", proxies.stream().map(NetworkProxy::name).collect(Collectors.joining(" ")))
        .with(Scales.of(statistics, proxies).provenance());
  }
}
