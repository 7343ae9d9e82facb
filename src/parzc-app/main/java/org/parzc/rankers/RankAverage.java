package org.parzc.rankers;

import java.util.List;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Scores;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.ZeroCostProxy;

/**
 * The mean of the candidates' ranks by several proxies, without training: what proxies say together
 * if none is trusted more than another. A score that is not a number counts as the worst; equal
 * scores share their mean rank. A candidate's score depends on the other candidates.
 *
 * @param proxies the proxies, at least one
 */
public record RankAverage(List<ZeroCostProxy> proxies) implements Ranker {
  /** Copies the list. */
  public RankAverage {
    proxies = List.copyOf(proxies);
  }

  /**
   * Returns the average over {@link ZeroCostProxy#directed}.
   *
   * @param sample tells which statistics and proxies were recorded
   */
  public static RankAverage of(List<ArchitectureStatistics> sample) {
    return new RankAverage(ZeroCostProxy.directed(sample));
  }

  @Override
  public String name() {
    return "rank average";
  }

  @Override
  public Scores rank(LabelledExamples labelled, List<Example> candidates, long seed) {
    NaturalRanking ranking = new NaturalRanking(NaNStrategy.MINIMAL, TiesStrategy.AVERAGE);
    double[] means = new double[candidates.size()];
    for (ZeroCostProxy proxy : proxies) {
      double[] ranks =
          ranking.rank(
              candidates.stream().map(Example::statistics).mapToDouble(proxy.score()).toArray());
      for (int i = 0; i < means.length; i++) {
        means[i] += ranks[i] / proxies.size();
      }
    }
    return Scores.certain(means);
  }
}
