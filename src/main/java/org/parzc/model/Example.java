package org.parzc.model;

import java.util.Map;
import org.parzc.space.SearchSpace;
import org.parzc.space.Topology;
import org.parzc.statistics.ArchitectureStatistics;

/**
 * What a predictor sees of one architecture.
 *
 * @param statistics what was measured at initialisation
 * @param topology what the wiring says, as {@link Topology#features} names it
 */
public record Example(ArchitectureStatistics statistics, Map<String, Double> topology) {
  /** Copies the map. */
  public Example {
    topology = Map.copyOf(topology);
  }

  /**
   * Returns the example of an architecture of a space; the topology is its representative's, and that of a cell is the
   * same in every skeleton.
   */
  public static Example of(ArchitectureStatistics statistics, SearchSpace space) {
    return new Example(statistics, Topology.features(
        space.parse(statistics.architecture()).representative().blueprint(space.defaultSkeleton())));
  }
}
