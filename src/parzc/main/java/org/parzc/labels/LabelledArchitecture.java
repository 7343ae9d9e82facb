package org.parzc.labels;

import org.parzc.space.Architecture;

/**
 * An architecture with its trained accuracy. Immutable and thread-safe.
 *
 * @param architecture which
 * @param label usually per cent
 * @param line line or record where it was read, from 1; 0 if it was not read from a file
 */
public record LabelledArchitecture(Architecture architecture, double label, int line) {
  /** Makes one that was not read from a file. */
  public LabelledArchitecture(Architecture architecture, double label) {
    this(architecture, label, 0);
  }
}
