package org.parzc.evaluation;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelCheck;
import org.parzc.model.Scores;
import org.parzc.parallel.InOrder;
import org.parzc.rankers.Ranker;

/**
 * N-fold cross-validation on the labels: how well a ranker orders architectures that it was not trained on, without
 * further labels. Isomorphic architectures are in one fold.
 */
public final class CrossValidation {
  private static final int FEWEST = 2;

  private CrossValidation() {}

  /**
   * Predicts every label from others.
   *
   * @param labels one per example
   * @param kinds one per example, equal for those that must not be ranked by what was trained on the other, such as
   *     canonical forms
   * @param folds parts; as many rankers are trained
   * @param seed deals the kinds out, and fixes what is random in the ranker
   * @param threads folds worked on at a time; results do not depend on it
   * @param progress told after each fold
   * @return predictions of all examples, in their order
   * @throws IllegalArgumentException if there are more or fewer labels or kinds than examples
   * @throws InputException if a label is not finite, there are fewer than 2 folds, or so many that one would have fewer
   *     than 2 kinds
   */
  public static Predictions predict(Ranker ranker, List<Example> examples, double[] labels, List<String> kinds,
      int folds, long seed, int threads, Runnable progress) {
    LabelCheck.requireFinite("examples", examples.size(), labels);
    Evaluation.requireKinds(examples, kinds);
    requireRoom(kinds, folds);
    List<int[]> held = deal(kinds, folds, seed);
    List<Scores> predicted = new ArrayList<>();
    InOrder.run(held, threads, fold -> {
      int[] training = without(fold, labels.length);
      return ranker.rank(pick(examples, training), pick(labels, training), pick(examples, fold), seed);
    }, scores -> {
      predicted.add(scores);
      progress.run();
    });
    return new Predictions(Lists.transform(examples, one -> one.statistics().architecture()), labels.clone(),
        inOrder(held, Lists.transform(predicted, Scores::mean), labels.length), predicted.get(0).hasDeviation()
            ? inOrder(held, Lists.transform(predicted, Scores::deviation), labels.length) : new double[0]);
  }

  /**
   * Refuses folds that leave too little; worth knowing before work that takes long.
   *
   * @throws InputException if there are fewer than 2 folds, or so many that one would have fewer than 2 kinds
   */
  public static void requireRoom(List<String> kinds, int folds) {
    long different = kinds.stream().distinct().count();
    if (different < 2 * FEWEST) {
      throw new InputException("folds: found %d different labelled architectures, expected at least %d"
          .formatted(different, 2 * FEWEST));
    }
    if (folds < 2 || (long) folds * FEWEST > different) {
      throw new InputException("folds: found %d, expected 2 to %d, since %d labelled architectures differ"
          .formatted(folds, different / FEWEST, different));
    }
  }

  /** Returns the indices of each fold, ascending. */
  private static List<int[]> deal(List<String> kinds, int folds, long seed) {
    Map<String, List<Integer>> byKind = new LinkedHashMap<>();
    for (int i : Split.draw(kinds.size(), 1, seed).get(0).order()) {
      byKind.computeIfAbsent(kinds.get(i), kind -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> dealt = new ArrayList<>();
    IntStream.range(0, folds).forEach(fold -> dealt.add(new ArrayList<>()));
    int next = 0;
    for (List<Integer> kind : byKind.values()) {
      dealt.get(next++ % folds).addAll(kind);
    }
    return dealt.stream().map(fold -> fold.stream().mapToInt(Integer::intValue).sorted().toArray()).toList();
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

  private static List<Example> pick(List<Example> examples, int[] indices) {
    return Arrays.stream(indices).mapToObj(examples::get).toList();
  }

  private static double[] pick(double[] labels, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> labels[i]).toArray();
  }
}
