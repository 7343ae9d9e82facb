package org.parzc.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.parzc.files.Provenance;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.space.Architecture;

/**
 * The result of a {@link SearchRun}. Immutable, thread-safe.
 *
 * @param state everything that was evaluated; of a search that takes labels, by its last predictor
 * @param scores whether its scores were turned around so that higher is better
 * @param failures what could not be measured, and why
 * @param taken what came of the labels that were asked for; empty if the search takes none
 * @param earlyEnds why it ended with budget left, if it did
 * @param history what was tried, in order
 */
public record SearchResult(
    SearchState state,
    Direction scores,
    Map<Architecture, String> failures,
    Optional<Taken> taken,
    List<String> earlyEnds,
    SearchHistory history) {
  /**
   * The labels that a search took.
   *
   * @param state what came of each that it asked for
   * @param direction which labels are better
   */
  public record Taken(OnlineState state, Direction direction) {
    /** Returns the best label; empty if there is none. */
    public Optional<LabelledArchitecture> best() {
      return state.best(direction);
    }
  }

  static SearchResult of(BoundedSearch search, SearchState state, Provenance settings) {
    Map<Architecture, String> failures = new LinkedHashMap<>();
    state.failures().forEach(one -> failures.put(one.architecture(), one.failure().orElseThrow()));
    return new SearchResult(
        state,
        Direction.of(settings),
        failures,
        Optional.empty(),
        search.earlyEnd(state).stream().toList(),
        SearchHistory.of(settings, state));
  }

  static SearchResult of(OnlineSearch.Result result, Direction direction, Provenance settings) {
    return new SearchResult(
        result.found(),
        Direction.HIGHER_IS_BETTER,
        result.state().failures(),
        Optional.of(new Taken(result.state(), direction)),
        result.earlyEnds(),
        SearchHistory.ofLabels(settings, result.state().labels()));
  }

  /** Returns whether nothing could be measured, though something was tried. */
  public boolean isFailed() {
    return state.best(1).isEmpty() && !state.failures().isEmpty();
  }

  /** Returns architectures whose label could not be had, and why. */
  public Map<Architecture, String> unlabelled() {
    return taken.map(one -> one.state().unlabelled()).orElse(Map.of());
  }

  /** Returns some evaluations with their scores as they were before any was turned around. */
  List<Evaluation> asGiven(List<Evaluation> evaluations) {
    return evaluations.stream()
        .map(
            one ->
                new Evaluation(
                    one.architecture(), one.generation(), scores.oriented(one.score()), one.cost()))
        .toList();
  }

  /** Says what is to be known besides what was found, one sentence each. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>(earlyEnds);
    if (!unlabelled().isEmpty()) {
      remarks.add("%d labels could not be had".formatted(unlabelled().size()));
    }
    if (!failures.isEmpty()) {
      remarks.add("%d architectures could not be measured".formatted(failures.size()));
    }
    return remarks;
  }
}
