package org.parzc.rankers;

import java.util.ArrayList;
import java.util.List;
import org.parzc.model.PredictorSettings;
import org.parzc.network.Device;
import org.parzc.statistics.ArchitectureStatistics;

/** The list of rankers that an evaluation compares: the one place where a new one is named. */
public final class Rankers {
  private Rankers() {}

  /**
   * Returns MABN on the CPU, the baselines that learn from the labels, and those that need none.
   *
   * @param sample tells which statistics and proxies were recorded
   * @param presets a MABN for each
   */
  public static List<Ranker> all(
      List<ArchitectureStatistics> sample, List<PredictorSettings> presets) {
    return all(sample, presets, Device.cpu());
  }

  /**
   * Returns MABN, the baselines that learn from the labels, and those that need none.
   *
   * @param sample tells which statistics and proxies were recorded
   * @param presets a MABN for each
   * @param device where MABN is trained and scores; the baselines are the CPU's
   */
  public static List<Ranker> all(
      List<ArchitectureStatistics> sample, List<PredictorSettings> presets, Device device) {
    List<Ranker> rankers = new ArrayList<>();
    presets.forEach(preset -> rankers.add(new MabnRanker(preset, device)));
    rankers.add(new RidgeRanker());
    rankers.add(BoostedTreesRanker.onNodes());
    rankers.add(BoostedTreesRanker.onProxies());
    rankers.add(RankAverage.of(sample));
    rankers.addAll(ProxyRanker.all(sample));
    return rankers;
  }
}
