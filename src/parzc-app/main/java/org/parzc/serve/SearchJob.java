package org.parzc.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Stream;
import org.parzc.search.BoundedSearch;
import org.parzc.search.SearchState;

/**
 * A search that was asked for, as far as it got. Immutable, thread-safe.
 *
 * @param id its name
 * @param request what was asked
 * @param search the search, within its budget
 * @param phase what becomes of it
 * @param state what it knows
 * @param failure why it failed; null if it did not
 */
record SearchJob(
    String id,
    SearchRequest request,
    BoundedSearch search,
    Phase phase,
    SearchState state,
    String failure) {
  /** What becomes of a job. */
  enum Phase {
    /** Others are before it. */
    @JsonProperty("waiting")
    WAITING,
    /** It is this one's turn. */
    @JsonProperty("running")
    RUNNING,
    /** Its result is there. */
    @JsonProperty("done")
    DONE,
    /** It cannot go on; asked for again, it tries. */
    @JsonProperty("failed")
    FAILED
  }

  /** Returns the job in another phase. */
  SearchJob in(Phase next) {
    return new SearchJob(id, request, search, next, state, null);
  }

  /** Returns the job with another state. */
  SearchJob with(SearchState next) {
    return new SearchJob(id, request, search, phase, next, null);
  }

  /** Returns the job, which cannot go on. */
  SearchJob failed(String message) {
    return new SearchJob(id, request, search, Phase.FAILED, state, message);
  }

  /** Returns whether there is nothing left to do. */
  boolean isDone() {
    return search.isDone(state);
  }

  /** Returns whether it waits or runs. */
  boolean isPending() {
    return phase == Phase.WAITING || phase == Phase.RUNNING;
  }

  /** What clients see of an architecture that was found; no cost if the search minimises none. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Found(String architecture, double score, Double cost) {}

  /**
   * What clients see of a job.
   *
   * @param failed how many of the evaluated architectures could not be measured
   * @param remarks what is to be known besides: why the search ended with budget left, how many
   *     architectures lack a cost; null if nothing is
   * @param best the best so far, the very best first; with a cost, those that no other beats in
   *     both
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(
      String id,
      Phase state,
      int generations,
      int evaluations,
      int failed,
      List<String> remarks,
      List<Found> best,
      String error) {}

  private List<String> remarks() {
    List<String> remarks =
        Stream.concat(search.earlyEnd(state).stream(), search.search().gaps().stream()).toList();
    return remarks.isEmpty() ? null : remarks;
  }

  /**
   * Returns what clients see.
   *
   * @param top how many of the best; of a search that minimises a cost, all that no other beats
   */
  View view(int top) {
    boolean hasCost = search.search().cost().isPresent();
    return new View(
        id,
        phase,
        state.generation(),
        state.evaluations().size(),
        state.failures().size(),
        remarks(),
        search.search().best(state, top).stream()
            .map(
                one ->
                    new Found(one.architecture().text(), one.score(), hasCost ? one.cost() : null))
            .toList(),
        failure);
  }
}
