package org.parzc.dataset;

/** What to do with rows of a table whose label is empty. */
public enum Unlabelled {
  /** They are an error. */
  REFUSED,
  /** They are passed over. */
  SKIPPED
}
