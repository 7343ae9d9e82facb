package org.parzc.ranking;

import java.util.ArrayList;
import java.util.List;
import org.parzc.model.MabnSettings;
import org.parzc.statistics.ArchitectureStatistics;

/** The list of rankers that an evaluation compares: the one place where a new one is named. */
public final class Rankers {
  private Rankers() {}

  /**
   * Returns MABN, the baselines that learn from the labels, and those that need none.
   *
   * @param sample tells which statistics and proxies were recorded
   * @param presets a MABN for each
   */
  public static List<Ranker> all(List<ArchitectureStatistics> sample, List<MabnSettings> presets) {
    List<Ranker> rankers = new ArrayList<>();
    presets.forEach(preset -> rankers.add(new MabnRanker(preset)));
    rankers.add(new RidgeRanker());
    rankers.add(BoostedTreesRanker.onNodes());
    rankers.add(BoostedTreesRanker.onProxies());
    rankers.add(RankAverage.of(sample));
    rankers.addAll(ProxyRanker.all(sample));
    return rankers;
  }
}
