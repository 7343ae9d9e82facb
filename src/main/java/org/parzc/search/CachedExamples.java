package org.parzc.search;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.parzc.model.Example;
import org.parzc.space.Architecture;

/**
 * Keeps what another source gave in memory, once for all architectures with the same canonical form. What is used least
 * is dropped when there are too many. Thread-safe if the source is.
 */
public final class CachedExamples implements ExampleSource {
  /** About a kilobyte each. */
  private static final long MOST_NODES = 500_000;

  private final ExampleSource source;
  private final Cache<String, Example> cache = CacheBuilder.newBuilder().maximumWeight(MOST_NODES)
      .weigher((String form, Example example) -> 1 + example.statistics().nodes().size()).build();

  /** @param source is asked for what is not in memory, in one call */
  public CachedExamples(ExampleSource source) {
    this.source = source;
  }

  /** {@inheritDoc} They may carry the text of another architecture with the same canonical form. */
  @Override
  public List<Example> examples(List<Architecture> architectures) {
    List<String> forms = architectures.stream().map(Architecture::canonicalForm).toList();
    Map<String, Example> found = new HashMap<>(cache.getAllPresent(forms));
    Map<String, Architecture> missing = new LinkedHashMap<>();
    IntStream.range(0, forms.size()).filter(i -> !found.containsKey(forms.get(i)))
        .forEach(i -> missing.putIfAbsent(forms.get(i), architectures.get(i)));
    if (!missing.isEmpty()) {
      List<Example> measured = source.examples(List.copyOf(missing.values()));
      int next = 0;
      for (String form : missing.keySet()) {
        found.put(form, measured.get(next++));
        cache.put(form, found.get(form));
      }
    }
    return forms.stream().map(found::get).toList();
  }
}
