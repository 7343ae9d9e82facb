package org.parzc.search;

import java.util.List;
import java.util.Optional;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;

/**
 * Keeps what another source gave in memory, once for all architectures with the same canonical
 * form. Thread-safe if the source is.
 */
public final class CachedExamples implements ExampleSource {
  private final ExampleSource source;
  private final ExampleCache cache = new ExampleCache(Architecture::canonicalForm);

  /**
   * @param source is asked for what is not in memory, in one call
   */
  public CachedExamples(ExampleSource source) {
    this.source = source;
  }

  /** {@inheritDoc} They may carry the text of another architecture with the same canonical form. */
  @Override
  public List<Example> examples(List<Architecture> architectures) {
    return cache.examples(architectures, source);
  }

  @Override
  public Optional<Skeleton> skeleton() {
    return source.skeleton();
  }
}
