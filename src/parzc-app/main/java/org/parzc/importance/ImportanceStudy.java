package org.parzc.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hipparchus.stat.StatUtils;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.evaluation.Split;
import org.parzc.model.AlignedEncoder;
import org.parzc.model.Feature;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.network.Device;
import org.parzc.parallel.InOrder;
import org.parzc.rankers.BoostedTrees;
import org.parzc.statistics.NodeStatistics;

/**
 * A study of feature importance, of what predictors look at: MABN's recommended preset, without the
 * Gaussian process beside it, and boosted trees are trained on the same features of some labelled
 * architectures, and the others show what MABN does with them. Immutable, thread-safe.
 */
public final class ImportanceStudy {
  private static final PredictorSettings SETTINGS =
      PredictorSettings.preset("default/companion=none");

  /** Networks drawn from the posterior. */
  private static final int DRAWS = 16;

  private final LabelledExamples known;
  private final Device device;

  /**
   * Makes a study on the CPU.
   *
   * @param known every labelled architecture
   */
  public ImportanceStudy(LabelledExamples known) {
    this(known, Device.cpu());
  }

  /**
   * @param known every labelled architecture
   * @param device where MABN is trained and scores
   */
  public ImportanceStudy(LabelledExamples known, Device device) {
    this.known = known;
    this.device = device;
  }

  /**
   * Trains on the first examples of a split and looks at what was learnt.
   *
   * @param split in which order labels are asked for; its seed fixes all that is random
   * @param budget number of labels to train on, at least 2 and at least 2 fewer than there are
   * @param by what the features of a group share
   * @param permutations permutations per group, at least 1
   * @param threads groups permuted at a time; results do not depend on it
   * @param progress told after each group
   * @throws IllegalArgumentException if there are no permutations, or not as many examples
   * @throws org.parzc.InputException if the features of the examples trained on do not differ, or
   *     their labels do not
   */
  public NodeImportance run(
      Split split,
      int budget,
      FeatureGroup.By by,
      int permutations,
      int threads,
      Runnable progress) {
    LabelledExamples training = known.subset(split.training(budget));
    LabelledExamples others = known.subset(split.others(budget));
    try (Predictor predictor = Predictor.train(training, SETTINGS, split.seed(), device)) {
      AlignedEncoder encoder = (AlignedEncoder) predictor.encoder();
      List<Feature> features =
          encoder.columns().stream().map(AlignedEncoder.Column::feature).toList();
      double[][] rows = encode(encoder, others);
      double[] gradients = scaled(meanSizes(predictor.gradients(rows)), encoder.columns());
      double[][] drawn =
          IntStream.range(0, DRAWS)
              .mapToObj(
                  draw ->
                      scaled(meanSizes(predictor.drawnGradients(rows, draw)), encoder.columns()))
              .toArray(double[][]::new);
      double[] signal = scaled(predictor.learntSignal(), encoder.columns());
      double[] gains = gains(features, encode(encoder, training), training.labels(), split.seed());
      PermutationImportance permutation =
          new PermutationImportance(
              predictor::score, rows, others.labels(), permutations, split.seed());
      Map<String, Double> places = places();
      List<NodeImportance.Row> found = new ArrayList<>();
      InOrder.run(
          FeatureGroup.all(features, by),
          threads,
          group ->
              new NodeImportance.Row(
                  group.name().text(),
                  group.features().size(),
                  share(group, gradients),
                  spread(group, drawn),
                  share(group, signal),
                  share(group, gains),
                  permutation.drop(group),
                  group.name().node().map(places::get).orElse(null)),
          row -> {
            found.add(row);
            progress.run();
          });
      found.sort(Comparator.comparingDouble(NodeImportance.Row::gradient).reversed());
      return new NodeImportance(by, permutation.tau(), found);
    }
  }

  /** Returns where the nodes of each slot group stand, from 0 to 1. */
  private Map<String, Double> places() {
    Map<String, DoubleSummaryStatistics> places = new HashMap<>();
    for (Example example : known.examples()) {
      List<NodeStatistics> nodes = example.statistics().nodes();
      for (int i = 0; i < nodes.size(); i++) {
        places
            .computeIfAbsent(nodes.get(i).slot().group(), unused -> new DoubleSummaryStatistics())
            .accept((double) i / Math.max(1, nodes.size() - 1));
      }
    }
    Map<String, Double> means = new HashMap<>();
    places.forEach((group, statistics) -> means.put(group, statistics.getAverage()));
    return means;
  }

  private static double spread(FeatureGroup group, double[][] drawn) {
    return Math.sqrt(
        StatUtils.variance(
            Arrays.stream(drawn).mapToDouble(values -> share(group, values)).toArray()));
  }

  private static double[][] encode(AlignedEncoder encoder, LabelledExamples known) {
    return known.examples().stream().map(encoder::encode).toArray(double[][]::new);
  }

  private static double[] meanSizes(double[][] rows) {
    double[] means = new double[rows[0].length];
    for (double[] row : rows) {
      for (int i = 0; i < means.length; i++) {
        means[i] += Math.abs(row[i]) / rows.length;
      }
    }
    return means;
  }

  /** Multiplies what is said per unit of an encoded feature by how far the feature spreads. */
  private static double[] scaled(double[] values, List<AlignedEncoder.Column> columns) {
    double[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= columns.get(i).weight();
    }
    return scaled;
  }

  private static double[] gains(
      List<Feature> features, double[][] rows, double[] labels, long seed) {
    try (BoostedTrees trees =
        BoostedTrees.train(features.stream().map(Feature::name).toList(), rows, labels, seed)) {
      return trees.importance().values().stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  private static double share(FeatureGroup group, double[] values) {
    double sum = Arrays.stream(values).sum();
    return sum == 0 ? 0 : group.sum(values) / sum;
  }
}
