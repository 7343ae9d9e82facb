package org.parzc.dataset;

import com.fasterxml.jackson.core.JsonLocation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * Zero-cost proxies that others computed, from a file of NAS-Bench-Suite-Zero. Immutable and thread-safe.
 *
 * @param dataset the data set that they were computed on
 * @param scores the proxies of each architecture, by name; empty maps are left out
 */
public record PublishedScores(String dataset, Map<Architecture, Map<String, Double>> scores) {
  /** Begins the names of published proxies, so that they are never taken for our own. */
  public static final String PREFIX = "published_";

  /** Nothing published. */
  public static final PublishedScores NONE = new PublishedScores("", Map.of());

  /** Copies the map. */
  public PublishedScores {
    scores = Map.copyOf(scores);
  }

  /**
   * Reads the proxies of some architectures; what else the file holds is passed over.
   *
   * @param dataset name of the data set in the file; null for the only one
   * @param wanted the architectures to keep
   * @throws org.parzc.InputException if the file is missing or not of that layout, has no such data set or several to
   *     choose from, or if an architecture is not of the space or a wanted one occurs twice
   */
  public static PublishedScores read(Path file, SearchSpace space, String dataset, Set<Architecture> wanted) {
    Map<Architecture, Map<String, Double>> scores = new HashMap<>();
    Map<Architecture, JsonLocation> seen = new HashMap<>();
    String found = SuiteZeroFile.read(file, space, dataset, source -> entry -> {
      if (wanted.contains(entry.architecture())) {
        SuiteZeroFile.requireNew(source, entry, seen);
        Map<String, Double> proxies = new LinkedHashMap<>();
        entry.values().forEach((name, value) -> {
          if (isProxy(name)) {
            proxies.put(PREFIX + name, value.number());
          }
        });
        if (!proxies.isEmpty()) {
          scores.put(entry.architecture(), proxies);
        }
      }
    });
    return new PublishedScores(found, scores);
  }

  /** Returns the proxies of an architecture; empty if the file has none. */
  public Map<String, Double> of(Architecture architecture) {
    return scores.getOrDefault(architecture, Map.of());
  }

  /** Returns the names of all proxies, of whatever architecture. */
  public Set<String> names() {
    return scores.values().stream().flatMap(proxies -> proxies.keySet().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What training gave is no proxy, and neither is a number of the architecture. */
  private static boolean isProxy(String name) {
    return !name.endsWith("accuracy") && !name.equals("id");
  }
}
