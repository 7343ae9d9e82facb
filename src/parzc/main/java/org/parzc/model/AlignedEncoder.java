package org.parzc.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.parzc.dataset.Example;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Scales;

/**
 * {@link AlignedFeatures}, each standardised by its mean and standard deviation over the fitted
 * examples; a feature that an architecture lacks counts as the mean. Features are then weighted by
 * family, so that hundreds of slot features do not drown the few that describe the whole network: a
 * prior that matters when labels are few.
 */
public final class AlignedEncoder implements FeatureEncoder {
  /**
   * Standardised values beyond this are clipped, so that one wild value cannot decide a ranking.
   */
  private static final double LIMIT = 4;

  private final List<Column> columns;
  private final AlignedFeatures features;

  /**
   * One feature.
   *
   * @param feature what is read
   * @param mean mean over the fitted examples that have it
   * @param standardDeviation that over them, positive
   * @param weight standard deviation after encoding, positive
   */
  public record Column(
      @JsonProperty("name") Feature feature,
      double mean,
      @JsonProperty("deviation") double standardDeviation,
      double weight) {}

  /**
   * @param columns the features that vary over the fitted examples
   * @param scales scales of the statistics and proxies that are not ParZC's own
   * @throws org.parzc.InputException if the scale of one that the features are about is not known
   */
  public AlignedEncoder(List<Column> columns, Scales scales) {
    this.columns = List.copyOf(columns);
    features = new AlignedFeatures(columns.stream().map(Column::feature).toList(), scales);
  }

  @JsonCreator
  private static AlignedEncoder read(
      @JsonProperty("columns") List<Column> columns,
      @JsonProperty("statistic_scales") Map<String, Quantity.Scale> statistics,
      @JsonProperty("proxy_scales") Map<String, Quantity.Scale> proxies) {
    return new AlignedEncoder(
        columns,
        new Scales(
            Objects.requireNonNullElse(statistics, Map.of()),
            Objects.requireNonNullElse(proxies, Map.of())));
  }

  static AlignedEncoder fit(List<Example> examples, Set<FeatureFamily> families) {
    AlignedFeatures all = AlignedFeatures.of(examples);
    double[][] rows = examples.stream().map(all::read).toArray(double[][]::new);
    List<Column> varying =
        IntStream.range(0, all.features().size())
            .mapToObj(i -> column(all.features().get(i), i, rows))
            .filter(
                column ->
                    families.contains(column.feature().family())
                        && Double.isFinite(column.standardDeviation())
                        && column.standardDeviation() > 1e-9 * (1 + Math.abs(column.mean())))
            .toList();
    return new AlignedEncoder(weighted(varying), all.scales());
  }

  /**
   * Gives every family the same total variance, but for its emphasis; the mean variance of a column
   * is about 1.
   */
  private static List<Column> weighted(List<Column> columns) {
    Map<FeatureFamily, Long> sizes =
        columns.stream()
            .collect(
                Collectors.groupingBy(column -> column.feature().family(), Collectors.counting()));
    double equalShare = (double) columns.size() / sizes.size();
    return columns.stream()
        .map(
            column -> {
              FeatureFamily family = column.feature().family();
              double weight = family.emphasis() * Math.sqrt(equalShare / sizes.get(family));
              return new Column(
                  column.feature(), column.mean(), column.standardDeviation(), weight);
            })
        .toList();
  }

  private static Column column(Feature feature, int position, double[][] rows) {
    double sum = 0;
    int count = 0;
    for (double[] row : rows) {
      if (Double.isFinite(row[position])) {
        sum += row[position];
        count++;
      }
    }
    double mean = sum / count;
    double squares = 0;
    for (double[] row : rows) {
      if (Double.isFinite(row[position])) {
        squares += (row[position] - mean) * (row[position] - mean);
      }
    }
    return new Column(feature, mean, Math.sqrt(squares / count), 1);
  }

  /** Returns the features that vary over the fitted examples. */
  @JsonProperty
  public List<Column> columns() {
    return columns;
  }

  @JsonProperty("statistic_scales")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private Map<String, Quantity.Scale> statisticScales() {
    return features.scales().statistics();
  }

  @JsonProperty("proxy_scales")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private Map<String, Quantity.Scale> proxyScales() {
    return features.scales().proxies();
  }

  @Override
  public Inputs inputs() {
    return features.inputs();
  }

  @Override
  public int width() {
    return columns.size();
  }

  @Override
  public double[] encode(Example example) {
    double[] values = features.read(example);
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i);
      double standardised = (values[i] - column.mean()) / column.standardDeviation();
      values[i] =
          Double.isNaN(standardised)
              ? 0
              : column.weight() * Math.max(-LIMIT, Math.min(LIMIT, standardised));
    }
    return values;
  }
}
