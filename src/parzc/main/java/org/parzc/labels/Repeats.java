package org.parzc.labels;

/** What to do with an architecture that has several labels, as those of several training runs. */
public enum Repeats {
  /** It is an error. */
  REFUSED,
  /** Its label is their mean. */
  AVERAGED
}
