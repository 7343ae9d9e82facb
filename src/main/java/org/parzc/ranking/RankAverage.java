package org.parzc.ranking;

import java.util.List;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.parzc.model.Example;
import org.parzc.model.Scores;
import org.parzc.statistics.ArchitectureStatistics;

/**
 * The mean of the candidates' ranks by several proxies, without training: what proxies say together if none is trusted
 * more than another. A score that is not a number counts as the worst; equal scores share their mean rank. A
 * candidate's score depends on the other candidates.
 *
 * @param proxies the proxies, at least one
 */
public record RankAverage(List<ProxyRanker> proxies) implements Ranker {
  /** Copies the list. */
  public RankAverage {
    proxies = List.copyOf(proxies);
  }

  /**
   * Returns the average over {@link ProxyRanker#directed}.
   *
   * @param sample tells which statistics and proxies were recorded
   */
  public static RankAverage of(List<ArchitectureStatistics> sample) {
    return new RankAverage(ProxyRanker.directed(sample));
  }

  @Override
  public String name() {
    return "rank average";
  }

  @Override
  public Scores rank(List<Example> labelled, double[] labels, List<Example> candidates, long seed) {
    NaturalRanking ranking = new NaturalRanking(NaNStrategy.MINIMAL, TiesStrategy.AVERAGE);
    double[] means = new double[candidates.size()];
    for (ProxyRanker proxy : proxies) {
      double[] ranks = ranking.rank(proxy.rank(labelled, labels, candidates, seed).mean());
      for (int i = 0; i < means.length; i++) {
        means[i] += ranks[i] / proxies.size();
      }
    }
    return Scores.certain(means);
  }
}
