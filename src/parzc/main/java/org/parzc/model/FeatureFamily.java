package org.parzc.model;

/** A family of features: what a {@link Feature} is about. */
public enum FeatureFamily {
  /** A statistic in one slot group. */
  SLOT(0.5, false),
  /** Whether and how often an operation sits in a slot group. */
  NODE(0.5, true),
  /** The network as a whole: sums and means of statistics, network-level proxies, size. */
  NETWORK(1, false),
  /** The wiring. */
  TOPOLOGY(1.5, true);

  private final double emphasis;
  private final boolean count;

  FeatureFamily(double emphasis, boolean count) {
    this.emphasis = emphasis;
    this.count = count;
  }

  /** Returns how much the family counts, as a factor on its features. */
  double emphasis() {
    return emphasis;
  }

  /** Returns whether a feature that an architecture lacks is 0 rather than unknown. */
  boolean isCount() {
    return count;
  }
}
