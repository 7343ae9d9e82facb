package org.parzc.evaluation;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Scores;
import org.parzc.parallel.InOrder;
import org.parzc.rankers.Ranker;

/**
 * N-fold cross-validation on the labels: how well a ranker orders architectures that it was not
 * trained on, without further labels. Isomorphic architectures are in one fold.
 */
public final class CrossValidation {
  private static final int FEWEST = 2;

  private CrossValidation() {}

  /**
   * Predicts every label from others.
   *
   * @param known isomorphic ones are never ranked by what was trained on each other
   * @param folds parts; as many rankers are trained
   * @param seed deals the canonical forms out, and fixes what is random in the ranker
   * @param threads folds worked on at a time; results do not depend on it
   * @param progress told after each fold
   * @return predictions of all examples, in their order
   * @throws InputException if there are fewer than 2 folds, or so many that one would have fewer
   *     than 2 canonical forms
   */
  public static Predictions predict(
      Ranker ranker, LabelledExamples known, int folds, long seed, int threads, Runnable progress) {
    List<String> forms = known.canonicalForms();
    requireRoom(forms, folds);
    List<int[]> held = deal(forms, folds, seed);
    List<Scores> predicted = new ArrayList<>();
    InOrder.run(
        held,
        threads,
        fold -> {
          LabelledExamples others = known.subset(without(fold, known.size()));
          return ranker.rank(others, known.subset(fold).examples(), seed);
        },
        scores -> {
          predicted.add(scores);
          progress.run();
        });
    return new Predictions(
        known.texts(),
        known.labels(),
        inOrder(held, Lists.transform(predicted, Scores::mean), known.size()),
        predicted.get(0).hasStandardDeviation()
            ? inOrder(held, Lists.transform(predicted, Scores::standardDeviation), known.size())
            : new double[0]);
  }

  /**
   * Refuses folds that leave too little; worth knowing before work that takes long.
   *
   * @throws InputException if there are fewer than 2 folds, or so many that one would have fewer
   *     than 2 canonical forms
   */
  public static void requireRoom(List<String> forms, int folds) {
    long different = forms.stream().distinct().count();
    if (different < 2 * FEWEST) {
      throw new InputException(
          "folds: found %d different labelled architectures, expected at least %d"
              .formatted(different, 2 * FEWEST));
    }
    if (folds < 2 || (long) folds * FEWEST > different) {
      throw new InputException(
          "folds: found %d, expected 2 to %d, since %d labelled architectures differ"
              .formatted(folds, different / FEWEST, different));
    }
  }

  /** Returns the indices of each fold, ascending. */
  private static List<int[]> deal(List<String> forms, int folds, long seed) {
    Map<String, List<Integer>> byForm = new LinkedHashMap<>();
    for (int i : Split.draw(forms.size(), 1, seed).get(0).order()) {
      byForm.computeIfAbsent(forms.get(i), form -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> dealt = new ArrayList<>();
    IntStream.range(0, folds).forEach(fold -> dealt.add(new ArrayList<>()));
    int next = 0;
    for (List<Integer> isomorphic : byForm.values()) {
      dealt.get(next++ % folds).addAll(isomorphic);
    }
    return dealt.stream()
        .map(fold -> fold.stream().mapToInt(Integer::intValue).sorted().toArray())
        .toList();
  }

  /** Puts the values of each fold where its examples are. */
  private static double[] inOrder(List<int[]> folds, List<double[]> values, int size) {
    double[] all = new double[size];
    for (int fold = 0; fold < folds.size(); fold++) {
      for (int i = 0; i < folds.get(fold).length; i++) {
        all[folds.get(fold)[i]] = values.get(fold)[i];
      }
    }
    return all;
  }

  private static int[] without(int[] fold, int size) {
    return IntStream.range(0, size).filter(i -> Arrays.binarySearch(fold, i) < 0).toArray();
  }
}
