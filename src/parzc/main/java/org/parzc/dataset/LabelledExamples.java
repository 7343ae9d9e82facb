package org.parzc.dataset;

import java.util.Arrays;
import java.util.List;
import org.parzc.statistics.ArchitectureStatistics;

/**
 * Examples of architectures that were trained, with their labels: what a predictor learns from, and
 * what a ranking is compared with. Immutable, thread-safe.
 */
public final class LabelledExamples {
  private final List<Example> examples;
  private final double[] labels;

  /**
   * @param examples the examples
   * @param labels one finite label per example, higher for better architectures
   * @throws IllegalArgumentException if there is not one label for each example
   * @throws org.parzc.InputException if a label is not finite
   */
  public LabelledExamples(List<Example> examples, double[] labels) {
    LabelCheck.requireFinite("examples", examples.size(), labels);
    this.examples = List.copyOf(examples);
    this.labels = labels.clone();
  }

  /** Returns how many there are. */
  public int size() {
    return labels.length;
  }

  /** Returns the examples. */
  public List<Example> examples() {
    return examples;
  }

  /** Returns the labels, a new array: one per example, higher for better architectures. */
  public double[] labels() {
    return labels.clone();
  }

  /** Returns the statistics of the examples, in order. */
  public List<ArchitectureStatistics> statistics() {
    return examples.stream().map(Example::statistics).toList();
  }

  /** Returns the texts of the architectures, in order. */
  public List<String> texts() {
    return examples.stream().map(one -> one.statistics().architecture()).toList();
  }

  /**
   * Returns the canonical forms of the architectures, in order; isomorphic architectures have the
   * same.
   */
  public List<String> canonicalForms() {
    return examples.stream().map(Example::canonicalForm).toList();
  }

  /**
   * Returns some of them.
   *
   * @param indices which, in the order wanted
   * @throws IndexOutOfBoundsException if there is no such example
   */
  public LabelledExamples subset(int... indices) {
    return new LabelledExamples(
        Arrays.stream(indices).mapToObj(examples::get).toList(),
        Arrays.stream(indices).mapToDouble(i -> labels[i]).toArray());
  }

  /**
   * Returns whether all labels are the same, as none and one are: there is no order to learn or to
   * compare with.
   */
  public boolean areEqual() {
    return Arrays.stream(labels).allMatch(label -> label == labels[0]);
  }

  /**
   * Refuses examples that nothing can be learned from.
   *
   * @throws org.parzc.InputException if they are fewer than 2, or their labels all equal
   */
  public void requireLearnable() {
    LabelCheck.requireLearnable(examples.size(), labels);
  }
}
