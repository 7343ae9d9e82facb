package org.parzc.serve;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.parzc.Cancellation;
import org.parzc.search.BoundedSearch;
import org.parzc.search.SearchState;

/**
 * A search that was asked for. Its state, which may be large, is on disk. Immutable but for its
 * cancellation, thread-safe.
 *
 * @param id its name
 * @param request what was asked
 * @param search the search, within its budget
 * @param phase what becomes of it
 * @param progress how far it got
 * @param failure why it failed; empty if it did not
 * @param cancellation ends it
 */
record SearchJob(
    String id,
    SearchRequest request,
    BoundedSearch search,
    Phase phase,
    Progress progress,
    Optional<String> failure,
    Cancellation cancellation) {
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

  /**
   * How far a search got.
   *
   * @param generations generations that are complete
   * @param evaluations architectures evaluated
   * @param failed how many of them could not be measured
   */
  record Progress(int generations, int evaluations, int failed) {
    static Progress of(SearchState state) {
      return new Progress(state.generation(), state.evaluations().size(), state.failures().size());
    }
  }

  /** Returns the job in another phase. */
  SearchJob in(Phase next) {
    return new SearchJob(id, request, search, next, progress, Optional.empty(), cancellation);
  }

  /** Returns the job with another state. */
  SearchJob with(SearchState state) {
    return new SearchJob(id, request, search, phase, Progress.of(state), failure, cancellation);
  }

  /** Returns the job, which cannot go on. */
  SearchJob failed(String message) {
    return new SearchJob(
        id, request, search, Phase.FAILED, progress, Optional.of(message), cancellation);
  }

  /** Returns whether it waits or runs. */
  boolean isPending() {
    return phase == Phase.WAITING || phase == Phase.RUNNING;
  }
}
