package org.parzc.benchmarks.report;

/** A diagram of some of the results. */
interface Plot {
  /** Says whether the results hold nothing for it. */
  boolean isEmpty();

  /** Draws it, which is not for an empty one. */
  void draw(Svg svg, Panel panel);
}
