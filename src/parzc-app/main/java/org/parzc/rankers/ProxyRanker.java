package org.parzc.rankers;

import java.util.List;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Scores;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.ZeroCostProxy;

/**
 * Ranks by a score that needs no labels.
 *
 * @param proxy the score
 */
public record ProxyRanker(ZeroCostProxy proxy) implements Ranker {
  /**
   * Returns the usual baselines, those of {@link ZeroCostProxy#all}.
   *
   * @param sample tells which statistics and proxies were recorded
   */
  public static List<ProxyRanker> all(List<ArchitectureStatistics> sample) {
    return ZeroCostProxy.all(sample).stream().map(ProxyRanker::new).toList();
  }

  @Override
  public String name() {
    return proxy.name();
  }

  @Override
  public Scores rank(LabelledExamples labelled, List<Example> candidates, long seed) {
    return Scores.certain(
        candidates.stream().map(Example::statistics).mapToDouble(proxy.score()).toArray());
  }
}
