package org.parzc.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.parzc.dataset.Example;
import org.parzc.labels.PublishedScores;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;

/**
 * Named features whose meaning does not shift from one architecture to the next: each statistic pooled over the live
 * nodes of a slot group, in the log domain; which operations sit in which group; sums and network-level proxies; and
 * the topology. The names are resolved to positions once, so that reading an example costs a look-up per value.
 * Immutable, thread-safe.
 */
final class AlignedFeatures {
  /** Signed values below this are as good as zero. */
  private static final double SIGNED_UNIT = 1e-4;
  private static final Map<String, Quantity.Scale> SCALES = scales();

  /** A statistic: its row in a group's positions, and the positions of its mean and its sum over the network. */
  private record StatisticPlace(int row, int mean, int sum, Quantity.Scale scale) {}

  /** A slot group: the position of each statistic, by the statistic's row, and of each operation's count. */
  private record GroupPlace(int[] statistics, Map<String, Integer> operations) {}

  private static final int NOWHERE = -1;

  private final List<String> names;
  private final boolean[] counted;
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, Integer> proxies = new HashMap<>();
  private final Map<String, Integer> topology = new HashMap<>();
  private final PathFeatures paths;
  private final int[] pathPositions;
  private final Map<String, StatisticPlace> statistics = new HashMap<>();
  private final Map<String, GroupPlace> groups = new HashMap<>();

  /** @param names names of features, in the order that they are read in */
  AlignedFeatures(List<String> names) {
    this.names = List.copyOf(names);
    counted = new boolean[names.size()];
    for (int position = 0; position < names.size(); position++) {
      positions.put(names.get(position), position);
      counted[position] = FeatureFamily.of(names.get(position)).isCount();
    }
    paths = new PathFeatures(operations(names));
    pathPositions = paths.names().stream().mapToInt(name -> position("paths:" + name)).toArray();
    for (String name : names) {
      switch (prefix(name)) {
        case "slot" -> place(name.substring(name.lastIndexOf(':') + 1));
        case "mean", "sum" -> place(rest(name));
        case "proxy" -> proxies.put(rest(name), positions.get(name));
        case "topology" -> topology.put(rest(name), positions.get(name));
        default -> { }
      }
    }
    for (String name : names) {
      if (prefix(name).equals("slot")) {
        int colon = name.lastIndexOf(':');
        group(name.substring("slot:".length(), colon)).statistics()[statistics.get(name.substring(colon + 1)).row()] =
            positions.get(name);
      } else if (prefix(name).equals("node")) {
        int equals = name.lastIndexOf('=');
        group(name.substring("node:".length(), equals)).operations().put(name.substring(equals + 1),
            positions.get(name));
      }
    }
  }

  /** Returns the operations that the names are about: the single ones are sets, too. */
  private static List<String> operations(List<String> names) {
    return names.stream().filter(name -> prefix(name).equals("paths"))
        .flatMap(name -> Stream.of(name.split(":")[2].split("\\+"))).distinct().sorted().toList();
  }

  private void place(String statistic) {
    statistics.computeIfAbsent(statistic, name -> new StatisticPlace(statistics.size(), position("mean:" + name),
        position("sum:" + name), scale(name)));
  }

  private GroupPlace group(String name) {
    return groups.computeIfAbsent(name, unused -> {
      int[] nowhere = new int[statistics.size()];
      Arrays.fill(nowhere, NOWHERE);
      return new GroupPlace(nowhere, new HashMap<>());
    });
  }

  /** Returns all features of which at least one example has something to say, sorted by name. */
  static AlignedFeatures of(List<Example> examples) {
    TreeSet<String> names = new TreeSet<>(List.of("size:depth", "size:flops", "size:parameters"));
    for (Example example : examples) {
      ArchitectureStatistics statistics = example.statistics();
      for (NodeStatistics node : statistics.nodes()) {
        String group = node.slot().group();
        if (node.live()) {
          names.add("node:" + group + "=" + node.kind());
        }
        for (String statistic : node.values().keySet()) {
          names.add("sum:" + statistic);
          if (node.live()) {
            names.add("mean:" + statistic);
            names.add("slot:" + group + ":" + statistic);
          }
        }
      }
      statistics.proxies().keySet().forEach(proxy -> names.add("proxy:" + proxy));
      example.topology().keySet().stream().filter(feature -> !PathFeatures.isPath(feature))
          .forEach(feature -> names.add("topology:" + feature));
    }
    PathFeatures.of(examples.stream().map(Example::topology).toList()).names()
        .forEach(feature -> names.add("paths:" + feature));
    return new AlignedFeatures(new ArrayList<>(names));
  }

  /** Returns what the features are read from. */
  FeatureEncoder.Inputs inputs() {
    return new FeatureEncoder.Inputs(statistics.keySet(), proxies.keySet(),
        !topology.isEmpty() || !paths.operations().isEmpty());
  }

  /** Returns the names, in the order that features are read in. */
  List<String> names() {
    return names;
  }

  /** Returns one value per name; what an architecture does not have is NaN, or 0 if it is a count. */
  double[] read(Example example) {
    double[] sums = new double[names.size()];
    int[] counts = new int[names.size()];
    for (NodeStatistics node : example.statistics().nodes()) {
      add(node, sums, counts);
    }
    double[] values = new double[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = counted[i] ? sums[i] : counts[i] == 0 ? Double.NaN : sums[i] / counts[i];
    }
    statistics.values().stream().filter(place -> place.sum() != NOWHERE && counts[place.sum()] > 0)
        .forEach(place -> values[place.sum()] = finite(comparable(place.scale(), sums[place.sum()])));
    readNetwork(example, values);
    return values;
  }

  private void add(NodeStatistics node, double[] sums, int[] counts) {
    GroupPlace group = node.live() ? groups.get(node.slot().group()) : null;
    if (group != null) {
      add(group.operations().getOrDefault(node.kind(), NOWHERE), 1, sums, counts);
    }
    node.values().forEach((statistic, value) -> {
      StatisticPlace place = statistics.get(statistic);
      if (place != null) {
        add(place.sum(), value, sums, counts);
        double comparable = node.live() ? comparable(place.scale(), value) : Double.NaN;
        if (Double.isFinite(comparable)) {
          add(place.mean(), comparable, sums, counts);
          add(group == null ? NOWHERE : group.statistics()[place.row()], comparable, sums, counts);
        }
      }
    });
  }

  private static void add(int position, double value, double[] sums, int[] counts) {
    if (position != NOWHERE) {
      sums[position] += value;
      counts[position]++;
    }
  }

  private void readNetwork(Example example, double[] values) {
    ArchitectureStatistics network = example.statistics();
    network.proxies().forEach((proxy, value) ->
        put(proxies.get(proxy), finite(comparable(scale(proxy), value)), values));
    example.topology().forEach((name, value) -> put(topology.get(name), value, values));
    double[] ofPaths = paths.read(example.topology());
    for (int i = 0; i < ofPaths.length; i++) {
      if (pathPositions[i] != NOWHERE) {
        values[pathPositions[i]] = ofPaths[i];
      }
    }
    put(positions.get("size:parameters"), Math.log(network.parameters()), values);
    put(positions.get("size:flops"), Math.log(network.flops()), values);
    put(positions.get("size:depth"), (double) network.depth(), values);
  }

  private static void put(Integer position, double value, double[] values) {
    if (position != null) {
      values[position] = value;
    }
  }

  private int position(String name) {
    return positions.getOrDefault(name, NOWHERE);
  }

  private static String prefix(String name) {
    return name.substring(0, name.indexOf(':'));
  }

  private static String rest(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : Double.NaN;
  }

  private static Quantity.Scale scale(String quantity) {
    // Of a published proxy the scale is not known: this one keeps the order, and is finite for all that is.
    return quantity.startsWith(PublishedScores.PREFIX) ? Quantity.Scale.SIGNED
        : SCALES.getOrDefault(quantity, Quantity.Scale.LOGARITHMIC);
  }

  /** Returns the value on a scale where differences mean something; not finite if it has no such value. */
  private static double comparable(Quantity.Scale scale, double value) {
    return switch (scale) {
      case POSITIVE -> Math.log(value);
      case SIGNED -> Math.signum(value) * Math.log(1 + Math.abs(value) / SIGNED_UNIT);
      case LOGARITHMIC -> value;
    };
  }

  private static Map<String, Quantity.Scale> scales() {
    Map<String, Quantity.Scale> scales = new HashMap<>();
    Statistics.networkLevel().forEach(proxy -> scales.put(proxy.name(), proxy.scale()));
    Statistics.nodeWise().forEach(statistic -> scales.put(statistic.name(), statistic.scale()));
    return Map.copyOf(scales);
  }
}
