package org.parzc.dataset;

import java.util.List;
import org.parzc.InputException;
import org.parzc.space.Architecture;

/**
 * Labelled architectures in the order of their file, each architecture once. Immutable and thread-safe.
 *
 * @param source the file as the user named it, for messages and reports
 * @param column name of the label column
 * @param entries at least one
 */
public record Labels(String source, String column, List<LabelledArchitecture> entries) {
  /** Copies the list. */
  public Labels {
    entries = List.copyOf(entries);
  }

  /** Returns the number of labels. */
  public int size() {
    return entries.size();
  }

  /** Returns the architectures in order. */
  public List<Architecture> architectures() {
    return entries.stream().map(LabelledArchitecture::architecture).toList();
  }

  /** Returns the labels in order, a new array. */
  public double[] values() {
    return entries.stream().mapToDouble(LabelledArchitecture::label).toArray();
  }

  /**
   * Returns this if there are enough labels.
   *
   * @throws InputException if there are fewer than {@code minimum}
   */
  public Labels requireAtLeast(int minimum) {
    if (size() < minimum) {
      throw new InputException("%s: found %d labels, expected at least %d".formatted(source, size(), minimum));
    }
    return this;
  }
}
