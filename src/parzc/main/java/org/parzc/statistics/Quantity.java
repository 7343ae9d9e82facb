package org.parzc.statistics;

import java.util.Set;
import org.parzc.passes.Pass;

/** What a node-wise statistic and a network-level proxy have in common. */
public sealed interface Quantity permits Statistic, NetworkProxy {
  /** How values spread, which says how to compare them. */
  enum Scale {
    /** Positive over many orders of magnitude; compare logarithms. */
    POSITIVE,
    /** Of either sign over many orders of magnitude; compare signed logarithms. */
    SIGNED,
    /** A logarithm already; compare values. */
    LOGARITHMIC
  }

  /**
   * Returns the name: column of the store and word on the command line, {@code [a-z][a-z0-9_]*}.
   */
  String name();

  /** Returns the definition, in one line. */
  String formula();

  /** Returns how values spread. */
  Scale scale();

  /** Returns the passes that the value is read from. */
  Set<Pass> passes();

  /**
   * Returns whether whole networks may be without it by their nature, as one without tokens is
   * without theirs.
   */
  default boolean isPartial() {
    return false;
  }

  /** Returns whether it is measured where no names are given. */
  default boolean isDefault() {
    return true;
  }
}
