package org.parzc.gpucheck;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One thing that a check found.
 *
 * @param name what was looked at
 * @param state what became of it
 * @param value the number that was found; null if it is none
 * @param unit unit of the number; null without one
 * @param goal what it should be, such as {@code at least 80}; null if it is only told
 * @param note what else is to be said of it; null if nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
    String name, State state, Double value, String unit, String goal, String note) {
  /** What became of it. */
  public enum State {
    /** It is as it should be. */
    GOOD,
    /** It is not as it should be. */
    FAILED,
    /** It was measured, and nothing is expected of it. */
    MEASURED,
    /** It could not be looked at here; the note says why. */
    NOT_RUN
  }
}
