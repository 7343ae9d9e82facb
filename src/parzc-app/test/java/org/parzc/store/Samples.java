package org.parzc.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.parzc.blueprint.Slot;
import org.parzc.files.Provenance;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Recorded;

/** Made-up contents and statistics. */
final class Samples {
  static final List<String> STATISTICS = List.of("l2_norm", "grad_norm", "nwot", "synflow");
  static final List<String> PROXIES = List.of("nwot", "zico");

  /** Values that formats like to lose. */
  static final double[] ODD = {
    Double.NaN,
    Double.longBitsToDouble(0x7ff0000000000001L),
    Double.longBitsToDouble(0xfff8dead0000beefL),
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    0.0,
    Double.MIN_VALUE,
    -Double.MIN_NORMAL / 3,
    Double.MAX_VALUE,
    1e-300,
    1e60,
    0.1
  };

  private Samples() {}

  static StoreContents contents() {
    return contents(Map.of());
  }

  /** Returns the usual contents with some provenance replaced or added. */
  static StoreContents contents(Map<String, String> changed) {
    return new StoreContents(
        Provenance.of("space", "nasbench201")
            .with("seed", 1)
            .with("batches", 2)
            .with(new Provenance(changed)),
        STATISTICS,
        PROXIES);
  }

  /**
   * Returns statistics that depend on the arguments alone; about one value in eight is absent, one
   * in eight odd.
   */
  static ArchitectureStatistics architecture(String text, int nodes) {
    Random random = new Random(31L * text.hashCode() + nodes);
    List<NodeStatistics> rows = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      rows.add(
          new NodeStatistics(
              i,
              new Slot("stage1.cell" + i + ".0->1", "stage1.0->1"),
              "conv3x3",
              List.of(16L, 16L, 3L, 3L),
              2304,
              random.nextBoolean(),
              0,
              values(STATISTICS, random)));
    }
    return asStored(
        new ArchitectureStatistics(
            text,
            random.nextLong(),
            random.nextLong(),
            random.nextInt(50),
            rows,
            values(PROXIES, random)));
  }

  /**
   * Returns statistics as a store of {@link #contents} gives them back: it knows what was asked
   * for.
   */
  static ArchitectureStatistics asStored(ArchitectureStatistics one) {
    return new ArchitectureStatistics(
        one.architecture(),
        one.parameters(),
        one.flops(),
        one.depth(),
        one.nodes(),
        one.proxies(),
        new Recorded("nasbench201", Set.copyOf(STATISTICS), Set.copyOf(PROXIES)));
  }

  private static Map<String, Double> values(List<String> names, Random random) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (String name : names) {
      switch (random.nextInt(8)) {
        case 0 -> {}
        case 1 -> values.put(name, ODD[random.nextInt(ODD.length)]);
        default -> values.put(name, random.nextGaussian());
      }
    }
    return values;
  }

  /**
   * Returns every value's bits, which {@code equals} on records does not compare: it takes all NaNs
   * for one.
   */
  static List<Map<String, Long>> bits(ArchitectureStatistics statistics) {
    List<Map<String, Long>> all = new ArrayList<>();
    all.add(bits(statistics.proxies()));
    statistics.nodes().forEach(node -> all.add(bits(node.values())));
    return all;
  }

  private static Map<String, Long> bits(Map<String, Double> values) {
    Map<String, Long> bits = new LinkedHashMap<>();
    values.forEach((name, value) -> bits.put(name, Double.doubleToRawLongBits(value)));
    return bits;
  }
}
