package org.parzc.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;

/**
 * Named features whose meaning does not shift from one architecture to the next: each statistic pooled over the live
 * nodes of a slot group, in the log domain; which operations sit in which group; sums and network-level proxies; and
 * the topology. What an architecture does not have is absent.
 */
final class AlignedFeatures {
  /** Signed values below this are as good as zero. */
  private static final double SIGNED_UNIT = 1e-4;
  private static final Map<String, Quantity.Scale> SCALES = scales();

  /** What a feature is about; the part of its name before the first colon says so. */
  enum Family {
    /** A statistic in one slot group. */
    SLOT(0.5, false),
    /** Whether and how often an operation sits in a slot group. */
    NODE(1, true),
    /** The network as a whole: sums and means of statistics, network-level proxies, size. */
    NETWORK(2, false),
    /** The wiring. */
    TOPOLOGY(2, true);

    private final double emphasis;
    private final boolean count;

    Family(double emphasis, boolean count) {
      this.emphasis = emphasis;
      this.count = count;
    }

    /** Returns how much the family counts, as a factor on its features; chosen on the Fashion-MNIST example. */
    double emphasis() {
      return emphasis;
    }

    /** Returns whether a feature that an architecture lacks is 0 rather than unknown. */
    boolean isCount() {
      return count;
    }
  }

  private AlignedFeatures() {}

  /** Returns the family of a feature. */
  static Family family(String name) {
    return switch (name.substring(0, name.indexOf(':'))) {
      case "slot" -> Family.SLOT;
      case "node" -> Family.NODE;
      case "topology" -> Family.TOPOLOGY;
      default -> Family.NETWORK;
    };
  }

  /** Returns the features, sorted by name. */
  static Map<String, Double> of(Example example) {
    ArchitectureStatistics statistics = example.statistics();
    Map<String, Mean> means = new HashMap<>();
    Map<String, Double> features = new TreeMap<>();
    for (NodeStatistics node : statistics.nodes()) {
      if (node.live()) {
        String group = node.slot().group();
        features.merge("node:" + group + "=" + node.kind(), 1.0, Double::sum);
        node.values().forEach((statistic, value) -> {
          double comparable = comparable(statistic, value);
          if (Double.isFinite(comparable)) {
            means.computeIfAbsent("slot:" + group + ":" + statistic, name -> new Mean()).add(comparable);
            means.computeIfAbsent("mean:" + statistic, name -> new Mean()).add(comparable);
          }
        });
      }
    }
    means.forEach((name, mean) -> features.put(name, mean.value()));
    sums(statistics.nodes()).forEach((statistic, sum) -> putFinite(features, "sum:" + statistic,
        comparable(statistic, sum)));
    statistics.proxies().forEach((proxy, value) -> putFinite(features, "proxy:" + proxy, comparable(proxy, value)));
    example.topology().forEach((name, value) -> features.put("topology:" + name, value));
    features.put("size:parameters", Math.log(statistics.parameters()));
    features.put("size:flops", Math.log(statistics.flops()));
    features.put("size:depth", (double) statistics.depth());
    return features;
  }

  /** Returns the sum of each statistic over all nodes: the usual network-level score. */
  static Map<String, Double> sums(List<NodeStatistics> nodes) {
    Map<String, Double> sums = new TreeMap<>();
    nodes.forEach(node -> node.values().forEach((statistic, value) -> sums.merge(statistic, value, Double::sum)));
    return sums;
  }

  private static void putFinite(Map<String, Double> features, String name, double value) {
    if (Double.isFinite(value)) {
      features.put(name, value);
    }
  }

  /** Returns the value on a scale where differences mean something; not finite if it has no such value. */
  private static double comparable(String quantity, double value) {
    return switch (SCALES.getOrDefault(quantity, Quantity.Scale.LOGARITHMIC)) {
      case POSITIVE -> Math.log(value);
      case SIGNED -> Math.signum(value) * Math.log1p(Math.abs(value) / SIGNED_UNIT);
      case LOGARITHMIC -> value;
    };
  }

  private static Map<String, Quantity.Scale> scales() {
    Map<String, Quantity.Scale> scales = new HashMap<>();
    Statistics.networkLevel().forEach(proxy -> scales.put(proxy.name(), proxy.scale()));
    Statistics.nodeWise().forEach(statistic -> scales.put(statistic.name(), statistic.scale()));
    return Map.copyOf(scales);
  }

  private static final class Mean {
    private double sum;
    private int count;

    void add(double value) {
      sum += value;
      count++;
    }

    double value() {
      return sum / count;
    }
  }
}
