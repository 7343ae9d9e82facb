package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.NetworkSource;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;

/**
 * What depends on the order of summation, and so on the processor, is what {@link
 * SignificantDigits} says: networks of every space with images, channels and edges permuted have
 * the same statistics on that scale.
 */
@Tag("thorough")
class ReorderedSummationTest {
  /**
   * Layers round inside too, where the estimate changes weights and images alone; seen: up to 37.
   */
  static final double INSIDE = 100;

  private static final int CLASSES = 10;

  private static final Map<String, Change> LARGEST = new TreeMap<>();

  /**
   * How far a statistic moved.
   *
   * @param all relative, or of a logarithm absolute
   * @param reliable the same, where it is not rounding noise
   * @param noise number of values that are
   * @param values number of values
   */
  private record Change(double all, double reliable, int noise, int values) {
    static Change of(double change, double digits) {
      boolean noise = digits < SignificantDigits.NOISE;
      return new Change(change, noise ? 0 : change, noise ? 1 : 0, 1);
    }

    Change and(Change other) {
      return new Change(
          Math.max(all, other.all),
          Math.max(reliable, other.reliable),
          noise + other.noise,
          values + other.values);
    }
  }

  static Stream<Arguments> networks() {
    return Stream.concat(
            SearchSpaces.all().stream(),
            Stream.of(SearchSpaces.named("custom:examples/spaces/transnasbench101-micro.yaml")))
        .flatMap(
            space ->
                Stream.of(ElementType.values())
                    .map(type -> Arguments.of(space.name(), type, space)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("networks")
  void anotherOrderOfSummationMovesNothingByMoreThanItsDigits(
      String name, ElementType type, SearchSpace space) {
    Skeleton skeleton =
        new Skeleton(space.isSizedBySkeleton() ? 8 : 1, 1, CLASSES, new Shape(3, 16, 16));
    ExtractionSettings settings =
        new ExtractionSettings(
            space,
            skeleton,
            new Minibatches(ImageSources.parse("normal", 1, skeleton.input(), CLASSES), 6, 2),
            0,
            type,
            Statistics.nodeWise(),
            Statistics.networkLevel());
    SplittableRandom random = new SplittableRandom(type.ordinal());
    // The smallest of some: transformers say their own width.
    Architecture architecture =
        Stream.generate(() -> space.random(random).representative())
            .limit(20)
            .filter(one -> one.blueprint(skeleton).depth() > 2)
            .min(Comparator.comparing(one -> one.blueprint(skeleton).flops()))
            .orElseThrow();
    try (Extractor extractor = new Extractor(settings, Device.cpu())) {
      ArchitectureStatistics measured = extractor.extract(architecture);
      SignificantDigits digits = extractor.significantDigits(architecture, measured);
      ArchitectureStatistics reordered;
      try (PointerScope scope = new PointerScope()) {
        Reordered network = new Reordered(architecture.blueprint(skeleton), 1);
        reordered =
            extractor.extract(
                architecture,
                NetworkSource.of(network.blueprint()),
                network.inputs(extractor.inputs()));
      }
      for (int node = 0; node < measured.nodes().size(); node++) {
        same(
            architecture + " node " + node,
            settings.statistics(),
            measured.nodes().get(node).values(),
            reordered.nodes().get(node).values(),
            digits.nodes().get(node),
            type);
      }
      same(
          architecture + " network",
          settings.proxies(),
          measured.proxies(),
          reordered.proxies(),
          digits.proxies(),
          type);
    }
  }

  private static void same(
      String where,
      List<? extends Quantity> quantities,
      Map<String, Double> measured,
      Map<String, Double> reordered,
      Map<String, Double> digits,
      ElementType type) {
    assertThat(reordered.keySet()).isEqualTo(measured.keySet());
    for (Quantity quantity : quantities) {
      Double value = measured.get(quantity.name());
      if (value != null && Double.compare(value, reordered.get(quantity.name())) != 0) {
        double size = quantity.scale() == Quantity.Scale.LOGARITHMIC ? 1 : Math.abs(value);
        double change = Math.abs(reordered.get(quantity.name()) - value) / size;
        // What no changed bit moved may be moved by the rounding of its own sum.
        double unit =
            Math.max(1, Math.abs(value) / size)
                * (type == ElementType.FLOAT32 ? Math.ulp(1.0f) : Math.ulp(1.0));
        assertThat(change)
            .as(
                "%s %s: %s, reordered %s, %.1f digits",
                where,
                quantity.name(),
                value,
                reordered.get(quantity.name()),
                digits.get(quantity.name()))
            .isLessThanOrEqualTo(
                INSIDE * Math.max(unit, Math.pow(10, -digits.get(quantity.name()))));
        LARGEST.merge(
            type + (quantity instanceof NetworkProxy ? " network " : " ") + quantity.name(),
            Change.of(change, digits.get(quantity.name())),
            Change::and);
      }
    }
  }

  @AfterAll
  static void tell() {
    LARGEST.forEach(
        (name, change) ->
            System.out.printf(
                "reordered: %-28s largest change %.1e, %.1e where it is not "
                    + "noise; noise in %d of the %d that changed%n",
                name, change.all(), change.reliable(), change.noise(), change.values()));
  }
}
