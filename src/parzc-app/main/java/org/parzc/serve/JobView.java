package org.parzc.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.stream.Stream;
import org.parzc.files.Provenance;
import org.parzc.search.BoundedSearch;
import org.parzc.search.SearchHistory;
import org.parzc.search.SearchState;

/**
 * What clients see of a search.
 *
 * @param id its name
 * @param state what becomes of it
 * @param progress generations, evaluations, and how many of these could not be measured
 * @param remarks what is to be known besides: why the search ended with budget left, how many
 *     architectures lack a cost; null if nothing is
 * @param best the best so far, the very best first; with a cost, those that no other beats in both
 * @param curve the best score so far, by the number of evaluations
 * @param error why it failed; null if it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(
    String id,
    SearchJob.Phase state,
    @JsonUnwrapped SearchJob.Progress progress,
    List<String> remarks,
    List<Found> best,
    List<Improvement> curve,
    String error) {

  /** An architecture that was found; no cost if the search minimises none. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Found(String architecture, double score, Double cost) {}

  /**
   * A point of the curve: after so many evaluations the best score was this.
   *
   * @param evaluations from 1
   */
  record Improvement(int evaluations, double score) {}

  /**
   * Returns what clients see of one search.
   *
   * @param state what is known of it
   * @param top how many of the best; of a search that minimises a cost, all that no other beats
   */
  static JobView of(SearchJob job, SearchState state, int top) {
    BoundedSearch search = job.search();
    boolean hasCost = search.search().cost().isPresent();
    List<String> remarks =
        Stream.concat(search.earlyEnd(state).stream(), search.search().gaps().stream()).toList();
    return new JobView(
        job.id(),
        job.phase(),
        SearchJob.Progress.of(state),
        remarks.isEmpty() ? null : remarks,
        search.search().best(state, top).stream()
            .map(
                one ->
                    new Found(one.architecture().text(), one.score(), hasCost ? one.cost() : null))
            .toList(),
        curve(state),
        job.failure().orElse(null));
  }

  /** Returns what clients see of one search among others. */
  static JobView of(SearchJob job) {
    return new JobView(
        job.id(), job.phase(), job.progress(), null, null, null, job.failure().orElse(null));
  }

  private static List<Improvement> curve(SearchState state) {
    return SearchHistory.of(Provenance.NONE, state).improvements().stream()
        .map(one -> new Improvement(one.number(), one.step().value()))
        .toList();
  }
}
