package org.parzc.labels;

import java.util.List;
import org.parzc.InputException;
import org.parzc.space.Architecture;

/**
 * Labelled architectures in the order of their file, each architecture once. Immutable and
 * thread-safe.
 *
 * @param source the file as the user named it, for messages and reports
 * @param column name of the label column
 * @param direction which labels are better
 * @param entries at least one, with the labels as they are in the file
 * @param remarks what was guessed, joined or left out in reading, one line each
 */
public record Labels(
    String source,
    String column,
    Direction direction,
    List<LabelledArchitecture> entries,
    List<String> remarks) {
  /** Copies the lists. */
  public Labels {
    entries = List.copyOf(entries);
    remarks = List.copyOf(remarks);
  }

  /** Returns the number of labels. */
  public int size() {
    return entries.size();
  }

  /** Returns the canonical forms of the architectures, in order. */
  public List<String> canonicalForms() {
    return entries.stream().map(one -> one.architecture().canonicalForm()).toList();
  }

  /** Returns the architectures in order. */
  public List<Architecture> architectures() {
    return entries.stream().map(LabelledArchitecture::architecture).toList();
  }

  /**
   * Returns the labels in order so that higher is better, see {@link Direction#oriented}; a new
   * array.
   */
  public double[] values() {
    return direction.oriented(entries.stream().mapToDouble(LabelledArchitecture::label).toArray());
  }

  /**
   * Returns this if there are enough labels.
   *
   * @throws InputException if there are fewer than {@code minimum}
   */
  public Labels requireAtLeast(int minimum) {
    if (size() < minimum) {
      throw new InputException(
          "%s: found %d labels, expected at least %d".formatted(source, size(), minimum));
    }
    return this;
  }

  /**
   * Returns this if the labels differ.
   *
   * @throws InputException if all of them are equal, so that there is no order to learn
   */
  public Labels requireDifferent() {
    double first = entries.get(0).label();
    if (entries.stream().allMatch(one -> one.label() == first)) {
      throw new InputException(
          "%s: all %d labels in column %s are %s, expected different ones: there is nothing to "
                  .formatted(source, size(), column, first)
              + "learn from");
    }
    return this;
  }
}
