package org.parzc.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.model.Example;
import org.parzc.parallel.InOrder;

/**
 * Measures rankers on labels they have not seen: for each budget and split seed, that many architectures are drawn for
 * training and all others are ranked.
 */
public final class Evaluation {
  /** Two to train on and two to rank. */
  private static final int FEWEST = 4;

  private final List<Example> examples;
  private final double[] labels;

  /**
   * @param examples every labelled architecture
   * @param labels one per example
   */
  public Evaluation(List<Example> examples, double[] labels) {
    this.examples = List.copyOf(examples);
    this.labels = labels.clone();
  }

  /**
   * How one ranker did on one budget.
   *
   * @param ranker name of the ranker
   * @param budget labels used for training
   * @param splits quality on each split, in order of their seeds
   */
  public record Row(String ranker, int budget, List<RankQuality> splits) {}

  /**
   * A partition of the examples.
   *
   * @param training indices of the examples whose labels are used
   * @param test indices of all others
   */
  public record Split(int[] training, int[] test) {
    /** Draws the training examples; the same seed gives nested training sets over budgets. */
    static Split draw(int size, int budget, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] order = IntStream.range(0, size).toArray();
      for (int i = size - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
      return new Split(Arrays.copyOf(order, budget), Arrays.copyOfRange(order, budget, size));
    }
  }

  /**
   * Runs every ranker on every split.
   *
   * @param budgets numbers of training labels, each leaving at least 2 for the test
   * @param splits number of splits, at least 1; their seeds are {@code seed}, {@code seed} + 1, …
   * @param threads splits worked on at a time; results do not depend on it
   * @param progress told after each ranker has done a split
   * @return a row for each budget and ranker, in that order
   * @throws InputException if a budget is too small or too large, or there are fewer than 4 labels
   */
  public List<Row> run(List<Ranker> rankers, List<Integer> budgets, int splits, long seed, int threads,
      Runnable progress) {
    if (labels.length < FEWEST) {
      throw new InputException("found %d labelled architectures with statistics, expected at least %d"
          .formatted(labels.length, FEWEST));
    }
    for (int budget : budgets) {
      if (budget < 2 || budget > labels.length - 2) {
        throw new InputException("budget %d: expected 2 to %d, since %d labelled architectures have statistics"
            .formatted(budget, labels.length - 2, labels.length));
      }
    }
    List<Trial> trials = new ArrayList<>();
    for (int budget : budgets) {
      for (Ranker ranker : rankers) {
        for (int split = 0; split < splits; split++) {
          trials.add(new Trial(ranker, budget, seed + split));
        }
      }
    }
    List<RankQuality> qualities = new ArrayList<>();
    InOrder.run(trials, threads, this::quality, quality -> {
      qualities.add(quality);
      progress.run();
    });
    List<Row> rows = new ArrayList<>();
    for (int from = 0; from < trials.size(); from += splits) {
      Trial trial = trials.get(from);
      rows.add(new Row(trial.ranker().name(), trial.budget(), List.copyOf(qualities.subList(from, from + splits))));
    }
    return rows;
  }

  private record Trial(Ranker ranker, int budget, long seed) {}

  private RankQuality quality(Trial trial) {
    Split split = Split.draw(labels.length, trial.budget(), trial.seed());
    double[] scores = trial.ranker().rank(examples(split.training()), labels(split.training()),
        examples(split.test()), trial.seed());
    return RankQuality.of(scores, labels(split.test()));
  }

  private List<Example> examples(int[] indices) {
    return Arrays.stream(indices).mapToObj(examples::get).toList();
  }

  private double[] labels(int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> labels[i]).toArray();
  }
}
