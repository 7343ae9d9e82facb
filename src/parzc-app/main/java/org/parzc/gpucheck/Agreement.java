package org.parzc.gpucheck;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.SignificantDigits;
import org.parzc.nativecore.ElementType;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Quantity;

/**
 * Compares the statistics of networks on two devices, on the scale of what rounding leaves of each
 * value. Where a value is rounding noise, nothing can be said.
 */
final class Agreement {
  /**
   * Percentage of values that may differ by more in float32: counts of signs jump where a value is
   * nearly 0, and three measurements do not meet every such value.
   */
  static final double SHARE_IN_FLOAT32 = 1;

  /** Layers round inside too, where the digits come from a last bit of weights and images alone. */
  private static final double INSIDE = 100;

  /** What is well-conditioned in float64 must agree to that. */
  private static final double WELL_CONDITIONED = 1e-9;

  private final ExtractionSettings settings;
  private final Map<String, Integer> beyondOf = new TreeMap<>();
  private int networks;
  private int values;
  private int noise;
  private int beyond;
  private double largest;

  Agreement(ExtractionSettings settings) {
    this.settings = settings;
  }

  /** Adds a network, as measured on the CPU and on the device, with the digits of its values. */
  synchronized void add(
      ArchitectureStatistics expected, ArchitectureStatistics found, SignificantDigits digits) {
    networks++;
    for (int node = 0; node < expected.nodes().size(); node++) {
      compare(
          "",
          settings.statistics(),
          expected.nodes().get(node).values(),
          found.nodes().get(node).values(),
          digits.nodes().get(node));
    }
    compare("network ", settings.proxies(), expected.proxies(), found.proxies(), digits.proxies());
  }

  private void compare(
      String kind,
      List<? extends Quantity> quantities,
      Map<String, Double> expected,
      Map<String, Double> found,
      Map<String, Double> digits) {
    for (Quantity quantity : quantities) {
      Double a = expected.get(quantity.name());
      Double b = found.get(quantity.name());
      if (a == null && b == null) {
        continue;
      }
      values++;
      double left = a == null ? SignificantDigits.MOST : digits.get(quantity.name());
      if (left < SignificantDigits.NOISE) {
        noise++;
      } else if (a == null || b == null) {
        isBeyond(kind + quantity.name());
      } else if (Double.compare(a, b) != 0) {
        compare(kind + quantity.name(), quantity, a, b, left);
      }
    }
  }

  private void compare(String name, Quantity quantity, double a, double b, double digits) {
    double size = quantity.scale() == Quantity.Scale.LOGARITHMIC ? 1 : Math.abs(a);
    double change = Math.abs(b - a) / size;
    boolean isDouble = settings.precision() == ElementType.FLOAT64;
    double unit = Math.max(1, Math.abs(a) / size) * (isDouble ? Math.ulp(1.0) : Math.ulp(1.0f));
    double allowed = INSIDE * Math.max(unit, Math.pow(10, -digits));
    if (!(change <= (isDouble ? Math.max(allowed, WELL_CONDITIONED) : allowed))) {
      isBeyond(name);
    }
    if (Double.isFinite(change)) {
      largest = Math.max(largest, change);
    }
  }

  private void isBeyond(String name) {
    beyond++;
    beyondOf.merge(name, 1, Integer::sum);
  }

  int networks() {
    return networks;
  }

  /**
   * Tells what was found.
   *
   * @param share largest share of values that may differ by more than their rounding, in percent
   */
  synchronized void tell(Findings findings, String what, double share) {
    String which =
        beyondOf.entrySet().stream()
            .map(one -> one.getKey() + " " + one.getValue())
            .collect(Collectors.joining(", "));
    findings.atMost(
        what + ": values beyond their rounding",
        100.0 * beyond / Math.max(1, values),
        "%",
        share,
        "%,d of %,d, %,d are rounding noise, in %d networks%s"
            .formatted(beyond, values, noise, networks, which.isEmpty() ? "" : ": " + which));
    findings.measured(what + ": largest change of a value that is not noise", largest, null);
  }
}
