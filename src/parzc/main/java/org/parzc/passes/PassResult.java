package org.parzc.passes;

import java.util.Optional;

/**
 * The result of one pass over one network; absent if the pass was not run, or the network does not
 * tell what it needs.
 *
 * @param pass which pass
 * @param told what it left, if it left something
 * @param <T> type of the result
 */
public record PassResult<T>(Pass pass, Optional<T> told) {
  /** Returns what a pass left. */
  public static <T> PassResult<T> of(Pass pass, T result) {
    return new PassResult<>(pass, Optional.of(result));
  }

  /** Returns the result of a pass that was not run, or that the network does not tell. */
  public static <T> PassResult<T> absent(Pass pass) {
    return new PassResult<>(pass, Optional.empty());
  }

  /** Returns whether there is a result. */
  public boolean isPresent() {
    return told.isPresent();
  }

  /**
   * Returns the result.
   *
   * @throws IllegalStateException if there is none: whoever reads a pass must have asked for it
   */
  public T get() {
    return told.orElseThrow(
        () ->
            new IllegalStateException(
                "pass %s: found no result, expected it among the passes that a statistic names"
                    .formatted(pass)));
  }
}
