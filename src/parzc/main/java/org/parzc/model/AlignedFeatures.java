package org.parzc.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Scales;

/**
 * {@linkplain Feature Features} whose meaning does not shift from one architecture to the next:
 * each statistic pooled over the live nodes of a slot group, in the log domain; which operations
 * sit in which group; sums and network-level proxies; and the topology. They are resolved to
 * positions once, so that reading an example costs a look-up per value. Immutable, thread-safe.
 */
final class AlignedFeatures {
  /** Signed values below this are as good as zero. */
  private static final double SIGNED_UNIT = 1e-4;

  /**
   * A statistic: its row in a group's positions, and the positions of its mean and its sum over the
   * network.
   */
  private record StatisticPlace(int row, int mean, int sum, Quantity.Scale scale) {}

  /**
   * A slot group: the position of each statistic, by the statistic's row, and of each operation's
   * count.
   */
  private record GroupPlace(int[] statistics, Map<String, Integer> operations) {}

  /** A network-level proxy: its position. */
  private record ProxyPlace(int position, Quantity.Scale scale) {}

  private static final int NOWHERE = -1;

  private final List<Feature> features;
  private final Scales scales;
  private final boolean[] counted;
  private final Map<Feature, Integer> positions = new HashMap<>();
  private final Map<String, ProxyPlace> proxies = new HashMap<>();
  private final Map<String, Integer> topology = new HashMap<>();
  private final PathFeatures paths;
  private final int[] pathPositions;
  private final Map<String, StatisticPlace> statistics = new HashMap<>();
  private final Map<String, GroupPlace> groups = new HashMap<>();

  /**
   * @param features in the order that they are read in
   * @param known scales of statistics and proxies that are not ParZC's own
   * @throws InputException if the scale of one that the features are about is not known
   */
  AlignedFeatures(List<Feature> features, Scales known) {
    this.features = List.copyOf(features);
    scales =
        known.only(
            features.stream().flatMap(feature -> statistic(feature).stream()).toList(),
            of(Feature.Proxy.class).map(Feature.Proxy::proxy).toList());
    counted = new boolean[features.size()];
    for (int position = 0; position < counted.length; position++) {
      positions.put(features.get(position), position);
      counted[position] = features.get(position).family().isCount();
    }
    paths =
        new PathFeatures(
            of(Feature.Paths.class)
                .flatMap(feature -> feature.operations().stream())
                .distinct()
                .sorted()
                .toList());
    pathPositions = paths.features().stream().mapToInt(this::position).toArray();
    features.forEach(feature -> statistic(feature).ifPresent(this::place));
    of(Feature.Proxy.class)
        .forEach(
            feature ->
                proxies.put(
                    feature.proxy(),
                    new ProxyPlace(
                        position(feature), scales.ofProxy(feature.proxy()).orElseThrow())));
    of(Feature.TopologyCount.class)
        .forEach(feature -> topology.put(feature.count(), position(feature)));
    of(Feature.SlotStatistic.class)
        .forEach(
            feature ->
                group(feature.group()).statistics()[statistics.get(feature.statistic()).row()] =
                    position(feature));
    of(Feature.SlotOperation.class)
        .forEach(
            feature ->
                group(feature.group()).operations().put(feature.operation(), position(feature)));
  }

  /** Returns the features of one kind. */
  private <F extends Feature> Stream<F> of(Class<F> kind) {
    return features.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** Returns the node-wise statistic that a feature is about. */
  private static Optional<String> statistic(Feature feature) {
    return feature instanceof Feature.SlotStatistic slot
        ? Optional.of(slot.statistic())
        : feature instanceof Feature.Mean mean
            ? Optional.of(mean.statistic())
            : feature instanceof Feature.Sum sum ? Optional.of(sum.statistic()) : Optional.empty();
  }

  private void place(String statistic) {
    statistics.computeIfAbsent(
        statistic,
        name ->
            new StatisticPlace(
                statistics.size(),
                position(new Feature.Mean(name)),
                position(new Feature.Sum(name)),
                scales.ofStatistic(name).orElseThrow()));
  }

  private GroupPlace group(String name) {
    return groups.computeIfAbsent(
        name,
        unused -> {
          int[] nowhere = new int[statistics.size()];
          Arrays.fill(nowhere, NOWHERE);
          return new GroupPlace(nowhere, new HashMap<>());
        });
  }

  /**
   * Returns all features of which at least one example has something to say, sorted by name.
   *
   * @throws InputException if the scale of a statistic or proxy is not known, or the examples
   *     differ about one
   */
  static AlignedFeatures of(List<Example> examples) {
    Set<Feature> features =
        new HashSet<>(Set.of(Feature.Size.DEPTH, Feature.Size.FLOPS, Feature.Size.PARAMETERS));
    for (Example example : examples) {
      ArchitectureStatistics statistics = example.statistics();
      for (NodeStatistics node : statistics.nodes()) {
        String group = node.slot().group();
        if (node.live()) {
          features.add(new Feature.SlotOperation(group, node.kind()));
        }
        for (String statistic : node.values().keySet()) {
          features.add(new Feature.Sum(statistic));
          if (node.live()) {
            features.add(new Feature.Mean(statistic));
            features.add(new Feature.SlotStatistic(group, statistic));
          }
        }
      }
      statistics.proxies().keySet().forEach(proxy -> features.add(new Feature.Proxy(proxy)));
      example.topology().keySet().stream()
          .filter(feature -> !PathFeatures.isPath(feature))
          .forEach(feature -> features.add(new Feature.TopologyCount(feature)));
    }
    features.addAll(PathFeatures.of(examples.stream().map(Example::topology).toList()).features());
    return new AlignedFeatures(
        features.stream().sorted(Comparator.comparing(Feature::name)).toList(),
        Scales.merged(examples.stream().map(example -> example.statistics().recorded().scales())));
  }

  /** Returns what the features are read from. */
  FeatureEncoder.Inputs inputs() {
    return new FeatureEncoder.Inputs(
        statistics.keySet(),
        proxies.keySet(),
        !topology.isEmpty() || !paths.operations().isEmpty());
  }

  /** Returns the features, in the order that they are read in. */
  List<Feature> features() {
    return features;
  }

  /** Returns the scales of the statistics and proxies that are not ParZC's own. */
  Scales scales() {
    return scales;
  }

  /**
   * Returns one value per feature; what an architecture does not have is NaN, or 0 if it is a
   * count.
   *
   * @throws InputException if the example has another scale of a statistic or proxy
   */
  double[] read(Example example) {
    scales.requireSame(example.statistics().recorded().scales());
    double[] sums = new double[features.size()];
    int[] counts = new int[features.size()];
    for (NodeStatistics node : example.statistics().nodes()) {
      add(node, sums, counts);
    }
    double[] values = new double[features.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = counted[i] ? sums[i] : counts[i] == 0 ? Double.NaN : sums[i] / counts[i];
    }
    statistics.values().stream()
        .filter(place -> place.sum() != NOWHERE && counts[place.sum()] > 0)
        .forEach(
            place -> values[place.sum()] = finite(comparable(place.scale(), sums[place.sum()])));
    readNetwork(example, values);
    return values;
  }

  private void add(NodeStatistics node, double[] sums, int[] counts) {
    GroupPlace group = node.live() ? groups.get(node.slot().group()) : null;
    if (group != null) {
      add(group.operations().getOrDefault(node.kind(), NOWHERE), 1, sums, counts);
    }
    node.values()
        .forEach(
            (statistic, value) -> {
              StatisticPlace place = statistics.get(statistic);
              if (place != null) {
                add(place.sum(), value, sums, counts);
                double comparable = node.live() ? comparable(place.scale(), value) : Double.NaN;
                if (Double.isFinite(comparable)) {
                  add(place.mean(), comparable, sums, counts);
                  add(
                      group == null ? NOWHERE : group.statistics()[place.row()],
                      comparable,
                      sums,
                      counts);
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
    network
        .proxies()
        .forEach(
            (proxy, value) -> {
              ProxyPlace place = proxies.get(proxy);
              if (place != null) {
                values[place.position()] = finite(comparable(place.scale(), value));
              }
            });
    example.topology().forEach((name, value) -> put(topology.get(name), value, values));
    double[] ofPaths = paths.read(example.topology());
    for (int i = 0; i < ofPaths.length; i++) {
      if (pathPositions[i] != NOWHERE) {
        values[pathPositions[i]] = ofPaths[i];
      }
    }
    put(positions.get(Feature.Size.PARAMETERS), Math.log((double) network.parameters()), values);
    put(positions.get(Feature.Size.FLOPS), Math.log((double) network.flops()), values);
    put(positions.get(Feature.Size.DEPTH), (double) network.depth(), values);
  }

  private static void put(Integer position, double value, double[] values) {
    if (position != null) {
      values[position] = value;
    }
  }

  private int position(Feature feature) {
    return positions.getOrDefault(feature, NOWHERE);
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : Double.NaN;
  }

  /**
   * Returns the value on a scale where differences mean something; not finite if it has no such
   * value.
   */
  private static double comparable(Quantity.Scale scale, double value) {
    return switch (scale) {
      case POSITIVE -> Math.log(value);
      case SIGNED -> Math.signum(value) * Math.log(1 + Math.abs(value) / SIGNED_UNIT);
      case LOGARITHMIC -> value;
    };
  }
}
