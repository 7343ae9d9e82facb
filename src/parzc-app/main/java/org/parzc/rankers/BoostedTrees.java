package org.parzc.rankers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.parzc.dataset.LabelCheck;
import org.parzc.model.LabelScale;
import org.parzc.nativecore.Lifetime;

/**
 * Gradient-boosted regression trees (Chen and Guestrin, XGBoost, KDD 2016) on the labels' Gaussian
 * ranks, squared error. The settings are fixed, cautious ones for 40 to some thousand labels.
 * Training is single-threaded and repeatable. Thread-safe; trees that are never closed are freed
 * after they became unreachable.
 */
public final class BoostedTrees implements AutoCloseable {
  private static final int ROUNDS = 300;
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "objective",
          "reg:squarederror",
          "tree_method",
          "hist",
          "eta",
          0.05,
          "max_depth",
          4,
          "min_child_weight",
          2,
          "lambda",
          1,
          "subsample",
          0.8,
          "colsample_bytree",
          0.5,
          "nthread",
          1,
          "verbosity",
          0);

  private final List<String> names;
  private final Booster booster;
  private final Lifetime lifetime;

  private BoostedTrees(List<String> names, Booster booster) {
    this.names = names;
    this.booster = booster;
    lifetime = new Lifetime("trees", booster::dispose);
  }

  /** A call into XGBoost. */
  private interface Call<T> {
    T run() throws XGBoostError;
  }

  /**
   * Trains trees.
   *
   * @param names names of the F features, at least one, all different
   * @param rows N rows of F values; NaN is a missing value, an infinite one counts as the largest
   *     or smallest number
   * @param labels N labels, at least 2, finite, not all equal, higher for better architectures;
   *     only their order counts
   * @param seed fixes which rows and features each tree sees
   * @throws IllegalArgumentException if the sizes do not fit
   * @throws org.parzc.InputException if the labels are not such that anything can be learned
   * @throws IllegalStateException if XGBoost cannot be loaded or fails
   */
  public static BoostedTrees train(
      List<String> names, double[][] rows, double[] labels, long seed) {
    if (names.isEmpty() || rows.length == 0 || rows.length != labels.length) {
      throw new IllegalArgumentException(
          "%d features, %d rows, %d labels: expected features, and a label for each row"
              .formatted(names.size(), rows.length, labels.length));
    }
    LabelCheck.requireLearnable(rows.length, labels);
    float[] values = values(rows, names.size());
    float[] targets = new float[labels.length];
    double[] scaled = LabelScale.GAUSSIAN_RANK.scale(labels);
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) scaled[i];
    }
    Map<String, Object> settings = new LinkedHashMap<>(SETTINGS);
    settings.put("seed", seed);
    return new BoostedTrees(
        List.copyOf(names),
        checked(
            () -> {
              DMatrix matrix = new DMatrix(values, rows.length, names.size(), Float.NaN);
              try {
                matrix.setLabel(targets);
                return XGBoost.train(matrix, settings, ROUNDS, Map.of(), null, null);
              } finally {
                matrix.dispose();
              }
            }));
  }

  /**
   * Returns a score per row, higher for better architectures, on the scale of the Gaussian ranks.
   *
   * @param rows rows of F values, as in training
   * @throws IllegalArgumentException if a row has another number of values
   * @throws IllegalStateException if XGBoost fails, or the trees are closed
   */
  public double[] score(double[][] rows) {
    lifetime.requireOpen();
    float[] values = values(rows, names.size());
    if (rows.length == 0) {
      return new double[0];
    }
    try (Lifetime.Call call = lifetime.call()) {
      float[][] scores =
          checked(() -> booster.inplace_predict(values, rows.length, names.size(), Float.NaN));
      return Arrays.stream(scores).mapToDouble(score -> score[0]).toArray();
    }
  }

  /**
   * Returns how much each feature reduced the training loss, summed over the splits on it
   * (XGBoost's total gain): for every feature in the order of the names, 0 where no tree splits on
   * it.
   *
   * @throws IllegalStateException if XGBoost fails, or the trees are closed
   */
  public Map<String, Double> importance() {
    Map<String, Double> gains;
    try (Lifetime.Call call = lifetime.call()) {
      gains =
          checked(() -> booster.getScore((String) null, Booster.FeatureImportanceType.TOTAL_GAIN));
    }
    Map<String, Double> importance = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      // XGBoost knows features by number: its text form cannot carry every name.
      importance.put(names.get(i), gains.getOrDefault("f" + i, 0.0));
    }
    return importance;
  }

  private static float[] values(double[][] rows, int width) {
    float[] values = new float[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != width) {
        throw new IllegalArgumentException(
            "row %d has %d values, expected %d".formatted(row, rows[row].length, width));
      }
      for (int i = 0; i < width; i++) {
        values[row * width + i] = compressed(rows[row][i]);
      }
    }
    return values;
  }

  /**
   * XGBoost reads floats, statistics span more than a float can. Trees see only the order of
   * values: this keeps it, by 1 + log v from 1 on and its mirror image 1 / (1 − log v) below.
   */
  private static float compressed(double value) {
    double log = Math.log(Math.min(Math.abs(value), Double.MAX_VALUE));
    return (float) (Math.signum(value) * (log > 0 ? 1 + log : 1 / (1 - log)));
  }

  private static <T> T checked(Call<T> call) {
    try {
      XgBoostLibrary.require();
      return call.run();
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost failed: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new IllegalStateException("XGBoost cannot be loaded: " + e, e);
    }
  }

  /** Frees the trees once what runs has returned. Closing twice is allowed. */
  @Override
  public void close() {
    lifetime.close();
  }
}
