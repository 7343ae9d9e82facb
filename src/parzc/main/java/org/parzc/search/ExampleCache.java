package org.parzc.search;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.space.Architecture;

/** Keeps examples in memory. What is used least is dropped when there are too many. Thread-safe. */
public final class ExampleCache {
  /** About a kilobyte each. */
  private static final long MOST_NODES = 500_000;

  private final Function<Architecture, String> key;
  private final Cache<String, Example> cache =
      CacheBuilder.newBuilder()
          .maximumWeight(MOST_NODES)
          .weigher((String name, Example example) -> 1 + example.statistics().nodes().size())
          .build();

  /**
   * @param key architectures that have it in common share an example
   */
  public ExampleCache(Function<Architecture, String> key) {
    this.key = key;
  }

  /**
   * Returns the examples of the architectures, in their order.
   *
   * @param source is asked for what is not in memory, in one call; not at all if all of it is
   */
  public List<Example> examples(List<Architecture> architectures, ExampleSource source) {
    List<String> keys = architectures.stream().map(key).toList();
    Map<String, Example> found = new HashMap<>(cache.getAllPresent(keys));
    Map<String, Architecture> missing = new LinkedHashMap<>();
    IntStream.range(0, keys.size())
        .filter(i -> !found.containsKey(keys.get(i)))
        .forEach(i -> missing.putIfAbsent(keys.get(i), architectures.get(i)));
    if (!missing.isEmpty()) {
      List<Example> measured = source.examples(List.copyOf(missing.values()));
      int next = 0;
      for (String name : missing.keySet()) {
        found.put(name, measured.get(next++));
        cache.put(name, found.get(name));
      }
    }
    return keys.stream().map(found::get).toList();
  }
}
