package org.parzc.model;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@link AlignedFeatures}, each standardised by its mean and deviation over the fitted examples; a feature that an
 * architecture lacks counts as the mean. Features are then weighted by family, so that hundreds of slot features do not
 * drown the few that describe the whole network: a prior that matters when labels are few.
 *
 * @param columns the features that vary over the fitted examples
 */
public record AlignedEncoder(List<Column> columns) implements FeatureEncoder {
  /** Standardised values beyond this are clipped, so that one wild value cannot decide a ranking. */
  private static final double LIMIT = 4;

  /**
   * One feature.
   *
   * @param name its name
   * @param mean mean over the fitted examples that have it
   * @param deviation standard deviation over them, positive
   * @param weight standard deviation after encoding, positive
   */
  public record Column(String name, double mean, double deviation, double weight) {}

  /** Copies the list. */
  public AlignedEncoder {
    columns = List.copyOf(columns);
  }

  static AlignedEncoder fit(List<Example> examples) {
    List<Map<String, Double>> features = examples.stream().map(AlignedFeatures::of).toList();
    TreeSet<String> names = new TreeSet<>();
    features.forEach(one -> names.addAll(one.keySet()));
    List<Column> varying = names.stream().map(name -> column(name, features))
        .filter(column -> Double.isFinite(column.deviation())
            && column.deviation() > 1e-9 * (1 + Math.abs(column.mean()))).toList();
    return new AlignedEncoder(weighted(varying));
  }

  /** Gives every family the same total variance, but for its emphasis; the mean variance of a column is about 1. */
  private static List<Column> weighted(List<Column> columns) {
    Map<AlignedFeatures.Family, Long> sizes = columns.stream()
        .collect(Collectors.groupingBy(column -> AlignedFeatures.family(column.name()), Collectors.counting()));
    double equalShare = (double) columns.size() / sizes.size();
    return columns.stream().map(column -> {
      AlignedFeatures.Family family = AlignedFeatures.family(column.name());
      double weight = family.emphasis() * Math.sqrt(equalShare / sizes.get(family));
      return new Column(column.name(), column.mean(), column.deviation(), weight);
    }).toList();
  }

  private static Column column(String name, List<Map<String, Double>> features) {
    double[] values = features.stream().mapToDouble(one -> value(one, name)).filter(Double::isFinite).toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Column(name, mean, Math.sqrt(squares / values.length), 1);
  }

  /** Counts that are absent are 0; measurements that are absent are unknown, NaN. */
  private static double value(Map<String, Double> features, String name) {
    return features.getOrDefault(name, AlignedFeatures.family(name).isCount() ? 0 : Double.NaN);
  }

  @Override
  public int width() {
    return columns.size();
  }

  @Override
  public double[] encode(Example example) {
    Map<String, Double> features = AlignedFeatures.of(example);
    return columns.stream().mapToDouble(column -> {
      double value = value(features, column.name());
      return Double.isNaN(value) ? 0
          : column.weight() * Math.max(-LIMIT, Math.min(LIMIT, (value - column.mean()) / column.deviation()));
    }).toArray();
  }
}
