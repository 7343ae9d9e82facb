package org.parzc.rankers;

import java.util.List;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.FeatureEncoder;
import org.parzc.model.LabelScale;
import org.parzc.model.Scores;

/**
 * Ridge regression of the labels' Gaussian ranks on the same features as MABN's default preset, its
 * penalty chosen by generalised cross-validation on the labels: the simple thing that MABN has to
 * beat.
 */
public final class RidgeRanker implements Ranker {
  @Override
  public String name() {
    return "ridge";
  }

  @Override
  public Scores rank(LabelledExamples labelled, List<Example> candidates, long seed) {
    labelled.requireLearnable();
    FeatureEncoder encoder = FeatureEncoder.fit(FeatureEncoder.Kind.ALIGNED, labelled.examples());
    if (encoder.width() == 0) {
      return Scores.certain(new double[candidates.size()]);
    }
    RealMatrix x = matrix(encoder, labelled.examples());
    RealVector y = new ArrayRealVector(LabelScale.GAUSSIAN_RANK.scale(labelled.labels()));
    // Dual form: labels are few, features many.
    RealVector weights = x.transpose().operate(dualWeights(x.multiplyTransposed(x), y));
    return Scores.certain(matrix(encoder, candidates).operate(weights).toArray());
  }

  /** Returns (K + λI)⁻¹ y for the λ with the smallest generalised cross-validation error. */
  private static RealVector dualWeights(RealMatrix kernel, RealVector y) {
    EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(kernel);
    RealVector rotated = eigen.getVT().operate(y);
    double largest = eigen.getEigenvalue(0);
    double bestError = Double.POSITIVE_INFINITY;
    RealVector best = null;
    for (int exponent = -24; exponent <= 8; exponent++) {
      double lambda = largest * Math.pow(2, exponent / 2.0);
      RealVector dual = rotated.copy();
      double residual = 0;
      double freedom = 0;
      for (int i = 0; i < y.getDimension(); i++) {
        double shrunk = lambda / (Math.max(0, eigen.getEigenvalue(i)) + lambda);
        dual.setEntry(i, rotated.getEntry(i) * shrunk / lambda);
        residual += Math.pow(rotated.getEntry(i) * shrunk, 2);
        freedom += shrunk;
      }
      double error = residual / (freedom * freedom);
      if (error < bestError) {
        bestError = error;
        best = eigen.getV().operate(dual);
      }
    }
    return best;
  }

  private static RealMatrix matrix(FeatureEncoder encoder, List<Example> examples) {
    return MatrixUtils.createRealMatrix(
        examples.stream().map(encoder::encode).toArray(double[][]::new));
  }
}
