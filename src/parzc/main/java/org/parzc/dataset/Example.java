package org.parzc.dataset;

import com.google.common.collect.Streams;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.parzc.blueprint.Topology;
import org.parzc.labels.PublishedScores;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.statistics.ArchitectureStatistics;

/**
 * The input of a predictor for one architecture: its statistics, its wiring and its size.
 *
 * @param statistics what was measured at initialisation
 * @param topology what the wiring says, as {@link Topology#features} names it
 * @param canonicalForm equal for isomorphic architectures, see {@link Architecture#canonicalForm}
 */
public record Example(
    ArchitectureStatistics statistics, Map<String, Double> topology, String canonicalForm) {
  /** Copies the map. */
  public Example {
    topology = Map.copyOf(topology);
  }

  /** Makes the example of an architecture that is isomorphic to itself alone. */
  public Example(ArchitectureStatistics statistics, Map<String, Double> topology) {
    this(statistics, topology, statistics.architecture());
  }

  /**
   * Returns the examples of architectures of a space; a topology is the representative's, and that
   * of a cell is the same in every skeleton.
   *
   * @param statistics one per architecture, in the same order
   * @param published proxies that are added to them
   * @throws IllegalArgumentException if the statistics are not those of the architectures, or an
   *     architecture is of another space
   */
  public static List<Example> all(
      List<ArchitectureStatistics> statistics,
      List<Architecture> architectures,
      PublishedScores published,
      SearchSpace space) {
    if (statistics.size() != architectures.size()) {
      throw new IllegalArgumentException(
          "statistics: found %d for %d architectures, expected one of each"
              .formatted(statistics.size(), architectures.size()));
    }
    Set<String> names = published.names();
    Map<Architecture, Map<String, Double>> topologies = new HashMap<>();
    return Streams.zip(
            statistics.stream(),
            architectures.stream(),
            (one, architecture) -> {
              architecture.requireOf(space);
              if (!one.architecture().equals(architecture.text())) {
                throw new IllegalArgumentException(
                    "statistics: found those of %s, expected those of %s"
                        .formatted(one.architecture(), architecture));
              }
              return new Example(
                  one.with(published.of(architecture), names),
                  topologies.computeIfAbsent(
                      architecture.representative(),
                      shared ->
                          Map.copyOf(Topology.features(shared.blueprint(space.defaultSkeleton())))),
                  architecture.canonicalForm());
            })
        .toList();
  }
}
