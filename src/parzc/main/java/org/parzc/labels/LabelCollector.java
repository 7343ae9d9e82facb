package org.parzc.labels;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.parzc.InputException;
import org.parzc.space.Architecture;

/**
 * Puts together the labels of a file as its rules say, and counts what it joins and passes over.
 * Not thread-safe.
 */
final class LabelCollector {
  /** Added to messages about an architecture that has several labels. */
  static final String AVERAGE =
      "; " + InputException.setting("average-runs") + " takes the mean of an architecture's labels";

  /** Added to messages about a label that is missing. */
  static final String SKIP =
      "; " + InputException.setting("skip-unlabelled") + " passes over such architectures";

  private final LabelRequest request;
  private final Map<Architecture, Runs> runs = new LinkedHashMap<>();
  private int passedOver;

  LabelCollector(LabelRequest request) {
    this.request = request;
  }

  /**
   * The labels of one architecture: the first, how many there are, and how far they lie above the
   * first in all.
   */
  private record Runs(LabelledArchitecture first, int count, double above) {
    Runs and(double label) {
      return new Runs(first, count + 1, above + (label - first.label()));
    }

    /** Equal labels have exactly that mean, since it is counted from the first of them. */
    LabelledArchitecture mean() {
      return new LabelledArchitecture(
          first.architecture(), first.label() + above / count, first.line());
    }
  }

  /**
   * Takes a label.
   *
   * @param repeated says what is wrong if the architecture had one before, which it is given
   * @throws InputException that, if such architectures are refused
   */
  void add(LabelledArchitecture entry, Function<LabelledArchitecture, InputException> repeated) {
    Runs before = runs.putIfAbsent(entry.architecture(), new Runs(entry, 1, 0));
    if (before != null) {
      if (request.rules().repeats() == Repeats.REFUSED) {
        throw repeated.apply(before.first());
      }
      runs.put(entry.architecture(), before.and(entry.label()));
    }
  }

  /** Counts an architecture whose label is missing. */
  void passOver() {
    passedOver++;
  }

  /**
   * Returns the labels, in the order in which their architectures came.
   *
   * @param column name of the labels
   * @param remarks what else was found, one line each
   * @throws InputException if there are none
   */
  Labels labels(String column, List<String> remarks) {
    if (runs.isEmpty()) {
      throw new InputException(
          "%s: found no labels in column %s".formatted(request.file(), column));
    }
    List<String> all = new ArrayList<>(remarks);
    List<Runs> several = runs.values().stream().filter(one -> one.count() > 1).toList();
    if (!several.isEmpty()) {
      all.add(
          "%d labels of %d architectures joined to their means"
              .formatted(several.stream().mapToInt(Runs::count).sum(), several.size()));
    }
    if (passedOver > 0) {
      all.add("%d without a label passed over".formatted(passedOver));
    }
    return new Labels(
        request.file().toString(),
        column,
        request.rules().direction(),
        runs.values().stream().map(Runs::mean).toList(),
        all);
  }
}
