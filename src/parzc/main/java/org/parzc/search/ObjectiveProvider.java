package org.parzc.search;

import org.parzc.files.Provenance;

/**
 * Makes objectives that are asked for by name: {@code NAME} or {@code NAME:ARGUMENT}.
 * Implementations have a public constructor without arguments and are found by {@link
 * java.util.ServiceLoader}, named in {@code META-INF/services/org.parzc.search.ObjectiveProvider}.
 */
public interface ObjectiveProvider {
  /** Returns the name, lower case without blanks and colons; none of ours. */
  String name();

  /** Returns how it is asked for, such as {@code fastest:COLUMN}. */
  default String form() {
    return name();
  }

  /**
   * Returns the objective.
   *
   * @param argument what stands after the colon; empty if there is none
   * @param context what it can build on
   * @throws org.parzc.InputException if the argument is wrong
   */
  Objective objective(String argument, ObjectiveContext context);

  /**
   * Returns what the scores depend on besides name, argument, space and statistics, such as the
   * hash of a file. A search that was stopped goes on only where it is the same.
   */
  default Provenance facts(String argument) {
    return Provenance.NONE;
  }
}
