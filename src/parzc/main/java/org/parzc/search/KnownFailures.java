package org.parzc.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.UnmeasurableException;
import org.parzc.space.Architecture;

/**
 * Remembers which architectures could not be measured, so that none of them is tried again. Not
 * thread-safe.
 */
final class KnownFailures implements ExampleSource {
  private final ExampleSource source;
  private final Map<String, Failure> byForm = new LinkedHashMap<>();

  private record Failure(Architecture architecture, String message) {}

  /**
   * @param source measures
   * @param known failures of earlier runs
   */
  KnownFailures(ExampleSource source, Map<Architecture, String> known) {
    this.source = source;
    known.forEach(this::remember);
  }

  private void remember(Architecture architecture, String message) {
    byForm.putIfAbsent(architecture.canonicalForm(), new Failure(architecture, message));
  }

  @Override
  public List<Example> examples(List<Architecture> architectures) {
    Map<Architecture, String> known = new LinkedHashMap<>();
    architectures.stream()
        .filter(one -> byForm.containsKey(one.canonicalForm()))
        .forEach(one -> known.put(one, byForm.get(one.canonicalForm()).message()));
    if (!known.isEmpty()) {
      throw new UnmeasurableException(known);
    }
    try {
      return source.examples(architectures);
    } catch (UnmeasurableException e) {
      e.failures().forEach(this::remember);
      throw e;
    }
  }

  /** Returns all of them, one per canonical form, in the order in which they failed. */
  Map<Architecture, String> all() {
    Map<Architecture, String> all = new LinkedHashMap<>();
    byForm.values().forEach(one -> all.put(one.architecture(), one.message()));
    return all;
  }
}
