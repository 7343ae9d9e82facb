package org.parzc.search;

import org.parzc.dataset.ExampleSource;
import org.parzc.space.SearchSpace;

/** What an {@link ObjectiveProvider} can build on. */
public final class ObjectiveContext {
  private final ObjectiveSources sources;
  private boolean isMeasuring;

  ObjectiveContext(ObjectiveSources sources) {
    this.sources = sources;
  }

  /** Returns the space that is searched. */
  public SearchSpace space() {
    return sources.space();
  }

  /** Returns the costs there are: {@code params}, {@code flops}, and the columns of a table. */
  public Costs costs() {
    return sources.costs();
  }

  /**
   * Returns what measures architectures, each canonical form once. An objective that asks for it
   * depends on how they are measured.
   *
   * @throws org.parzc.InputException if there is no place for statistics
   */
  public ExampleSource examples() {
    isMeasuring = true;
    return new CachedExamples(sources.examples());
  }

  /** Returns whether the statistics were asked for. */
  boolean isMeasuring() {
    return isMeasuring;
  }
}
