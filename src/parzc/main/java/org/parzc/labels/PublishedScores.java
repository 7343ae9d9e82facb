package org.parzc.labels;

import com.google.common.collect.Maps;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * Zero-cost proxies that others computed, from a file of NAS-Bench-Suite-Zero. Immutable and
 * thread-safe.
 *
 * @param dataset the data set that they were computed on
 * @param names names of all proxies in the file, of whatever architecture
 * @param scores the proxies of each architecture, by name; empty maps are left out
 */
public record PublishedScores(
    String dataset, Set<String> names, Map<Architecture, Map<String, Double>> scores) {
  /** Begins the names of published proxies, so that they are never taken for our own. */
  public static final String PREFIX = "published_";

  /** Nothing published. */
  public static final PublishedScores NONE = new PublishedScores("", Set.of(), Map.of());

  /** Copies the collections. */
  public PublishedScores {
    names = Set.copyOf(names);
    scores = Map.copyOf(scores);
  }

  /**
   * Reads the proxies of some architectures; what else the file holds is passed over.
   *
   * @param dataset name of the data set in the file; null for the only one
   * @param wanted the architectures to keep; where the file has one in several forms, as cells of
   *     NAS-Bench-101 before pruning, a proxy is the mean over these
   * @param invalid what to do with entries that are not architectures of the space
   * @throws org.parzc.InputException if the file is missing or not of that layout, has no such data
   *     set or several to choose from, or if an architecture is not of the space or a wanted one
   *     occurs twice in one form
   */
  public static PublishedScores read(
      Path file,
      SearchSpace space,
      String dataset,
      Set<Architecture> wanted,
      InvalidEntries invalid) {
    Map<Architecture, Map<String, DoubleSummaryStatistics>> scores = new HashMap<>();
    Set<String> names = new HashSet<>();
    RepeatedKeys keys = new RepeatedKeys();
    InvalidEntries.Tally tally = invalid.tally(file, space);
    String found =
        SuiteZeroFile.read(
            file,
            space,
            dataset,
            tally,
            source ->
                entry -> {
                  entry.values().keySet().stream()
                      .filter(PublishedScores::isProxy)
                      .map(PREFIX::concat)
                      .forEach(names::add);
                  if (wanted.contains(entry.architecture())) {
                    keys.add(source, entry);
                    entry
                        .values()
                        .forEach(
                            (name, value) -> {
                              if (isProxy(name)) {
                                scores
                                    .computeIfAbsent(
                                        entry.architecture(), any -> new LinkedHashMap<>())
                                    .computeIfAbsent(
                                        PREFIX + name, any -> new DoubleSummaryStatistics())
                                    .accept(value.number());
                              }
                            });
                  }
                });
    tally.tellRepeats(keys.repeats(), "their proxies are averaged");
    Map<Architecture, Map<String, Double>> means = new HashMap<>();
    scores.forEach(
        (architecture, proxies) ->
            means.put(
                architecture,
                new LinkedHashMap<>(
                    Maps.transformValues(proxies, DoubleSummaryStatistics::getAverage))));
    return new PublishedScores(found, names, means);
  }

  /** Returns the proxies of an architecture; empty if the file has none. */
  public Map<String, Double> of(Architecture architecture) {
    return scores.getOrDefault(architecture, Map.of());
  }

  /** What training gave is no proxy, and neither is a number of the architecture. */
  private static boolean isProxy(String name) {
    return !name.endsWith("accuracy") && !name.equals("id");
  }
}
