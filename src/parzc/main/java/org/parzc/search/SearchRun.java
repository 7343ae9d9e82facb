package org.parzc.search;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.parzc.files.Provenance;

/**
 * A {@link SearchSpec} with everything that it names found: ready to search, once or with several
 * seeds.
 */
public sealed interface SearchRun permits FixedRun, OnlineRun {
  /**
   * Makes a run; nothing is measured or labelled.
   *
   * @throws org.parzc.InputException if a part is missing or wrong, or parts do not fit together
   */
  static SearchRun of(SearchSpec spec, LabelSources sources) {
    return spec.labels().isPresent()
        ? OnlineRun.of(spec, spec.labels().get(), sources)
        : FixedRun.of(spec, sources);
  }

  /** Returns everything that the result depends on; a search goes on only where it is the same. */
  Provenance settings();

  /** Says of how many architectures costs are not known, one line each. */
  List<String> gaps();

  /** Returns what is minimised besides, if anything. */
  Optional<Cost> cost();

  /**
   * Searches until it is done or stopped.
   *
   * @param file where the search is kept after each step and goes on from; empty if it need not go
   *     on
   * @param stop asked before each step whether to stop
   * @param progress is told of each step
   * @throws org.parzc.InputException if the file is of another search or damaged, or the search
   *     cannot go on
   */
  SearchResult run(Optional<Path> file, BooleanSupplier stop, SearchProgress progress);

  /**
   * Returns the best of a result, with its labels as they were given; with a cost, all that no
   * other beats.
   */
  default List<Evaluation> best(SearchResult result, int count) {
    return result.asGiven(cost().isPresent() ? result.state().front() : result.state().best(count));
  }

  /** Searches with a seed from the beginning to the end. */
  Trials.Found trial(long seed);
}
