package org.parzc.model;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/** A transformation of labels before they are the target of a loss. */
public enum LabelScale {
  /** As they are. */
  PERCENT {
    @Override
    public double[] scale(double[] labels) {
      return labels.clone();
    }
  },
  /**
   * Standard normal quantiles of the ranks: only the order of the labels counts, outliers do not.
   */
  GAUSSIAN_RANK {
    @Override
    public double[] scale(double[] labels) {
      double[] ranks = new NaturalRanking(TiesStrategy.AVERAGE).rank(labels);
      NormalDistribution normal = new NormalDistribution();
      return Arrays.stream(ranks)
          .map(rank -> normal.inverseCumulativeProbability((rank - 0.5) / labels.length))
          .toArray();
    }
  };

  /** Returns the scaled labels, in the same order. */
  public abstract double[] scale(double[] labels);
}
