package org.parzc.extraction;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Quantity;

/**
 * How many decimal digits of an architecture's statistics rounding leaves. A value below {@link
 * #NOISE} is rounding noise: another processor, or another order of summation, gives another value.
 * The estimate comes from measuring the network again, from weights and images that are changed in
 * their last bit: −log₁₀ of the largest relative change, or of the largest change of a value that
 * is a logarithm ({@link Quantity.Scale#LOGARITHMIC}).
 *
 * @param nodes per node, statistic to its digits, for the statistics that the node has
 * @param proxies network-level proxy to its digits
 */
public record SignificantDigits(List<Map<String, Double>> nodes, Map<String, Double> proxies) {
  /** Fewer digits than this are none: the value may be wrong by more than a tenth. */
  public static final double NOISE = 1;

  /** Digits of float64: what a value has that no change moves. */
  public static final double MOST = -Math.log10(Math.ulp(0.5));

  /** Copies the collections, keeping their order. */
  public SignificantDigits {
    nodes = nodes.stream().<Map<String, Double>>map(ImmutableMap::copyOf).toList();
    proxies = ImmutableMap.copyOf(proxies);
  }

  /**
   * Compares what was measured with what was measured after small changes.
   *
   * @param settings say how the values are scaled
   * @param changed at least one; of the same architecture, with the same settings
   */
  static SignificantDigits of(
      ExtractionSettings settings,
      ArchitectureStatistics measured,
      List<ArchitectureStatistics> changed) {
    List<Map<String, Double>> nodes =
        IntStream.range(0, measured.nodes().size())
            .mapToObj(
                node ->
                    digits(
                        settings.statistics(),
                        measured.nodes().get(node).values(),
                        changed,
                        one -> one.nodes().get(node).values()))
            .toList();
    return new SignificantDigits(
        nodes,
        digits(settings.proxies(), measured.proxies(), changed, ArchitectureStatistics::proxies));
  }

  private static Map<String, Double> digits(
      List<? extends Quantity> quantities,
      Map<String, Double> measured,
      List<ArchitectureStatistics> changed,
      Function<ArchitectureStatistics, Map<String, Double>> values) {
    Map<String, Quantity.Scale> scales =
        quantities.stream().collect(Collectors.toMap(Quantity::name, Quantity::scale));
    Map<String, Double> digits = new LinkedHashMap<>();
    measured.forEach(
        (name, value) -> {
          double change =
              changed.stream()
                  .mapToDouble(
                      one -> change(value, values.apply(one).getOrDefault(name, Double.NaN)))
                  .max()
                  .orElseThrow();
          double size = scales.get(name) == Quantity.Scale.LOGARITHMIC ? 1 : Math.abs(value);
          digits.put(
              name,
              change == 0
                  ? MOST
                  : Double.isInfinite(change)
                      ? Double.NEGATIVE_INFINITY
                      : Math.min(MOST, Math.log10(size / change)));
        });
    return digits;
  }

  /** Returns the distance of two values, 0 for two that are equally infinite or both NaN. */
  private static double change(double a, double b) {
    if (Double.compare(a, b) == 0) {
      return 0;
    }
    double change = Math.abs(a - b);
    return Double.isNaN(change) ? Double.POSITIVE_INFINITY : change;
  }

  /** Returns whether a value with so many digits is rounding noise. */
  public static boolean isNoise(double digits) {
    return digits < NOISE;
  }

  /**
   * Returns for each statistic the number of nodes in which it is rounding noise, where there are
   * any.
   */
  public Map<String, Integer> noisyNodes() {
    Map<String, Integer> noisy = new LinkedHashMap<>();
    nodes.forEach(
        node ->
            node.forEach(
                (name, digits) -> {
                  if (isNoise(digits)) {
                    noisy.merge(name, 1, Integer::sum);
                  }
                }));
    return noisy;
  }

  /** Returns the network-level proxies that are rounding noise. */
  public List<String> noisyProxies() {
    return proxies.entrySet().stream()
        .filter(proxy -> isNoise(proxy.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
