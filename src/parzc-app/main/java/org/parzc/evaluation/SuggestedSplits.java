package org.parzc.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.parzc.InputException;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.model.Scores;
import org.parzc.network.Device;
import org.parzc.parallel.InOrder;
import org.parzc.search.Acquisition;

/**
 * Splits by active learning, whose training sets {@link Acquisition} chose: ten diverse
 * architectures, then again and again half as many as there are, chosen by a predictor that has
 * seen the labels of those chosen before and no others. A training set is the beginning of every
 * larger one. Immutable, thread-safe.
 */
public final class SuggestedSplits {
  private static final int START = 10;

  /** Few, as each member of the predictor has its own. */
  private static final int DRAWS = 4;

  private final LabelledExamples known;
  private final PredictorSettings settings;
  private final Device device;
  private final double[][] features;

  /**
   * Makes splits with predictors on the CPU.
   *
   * @param known every labelled architecture
   * @param settings the predictor that chooses
   */
  public SuggestedSplits(LabelledExamples known, PredictorSettings settings) {
    this(known, settings, Device.cpu());
  }

  /**
   * @param known every labelled architecture
   * @param settings the predictor that chooses
   * @param device where it is trained and scores
   */
  public SuggestedSplits(LabelledExamples known, PredictorSettings settings, Device device) {
    this.known = known;
    this.settings = settings;
    this.device = device;
    features = Acquisition.features(known.examples());
  }

  /**
   * Grows a training set from the first architecture of each split, with the split's seed.
   *
   * @param budget the largest training set needed
   * @param threads splits worked on at a time; results do not depend on it
   * @param progress told after each split
   * @return one per split, with its seed
   * @throws InputException if there are fewer canonical forms than {@code budget}
   */
  public List<Split> grow(List<Split> splits, int budget, int threads, Runnable progress) {
    long most = known.canonicalForms().stream().distinct().count();
    if (budget > most) {
      throw new InputException(
          "budget %d: expected at most %d, the number of different canonical forms"
              .formatted(budget, most));
    }
    List<Split> grown = new ArrayList<>();
    InOrder.run(
        splits,
        threads,
        split -> grow(split, budget),
        split -> {
          grown.add(split);
          progress.run();
        });
    return grown;
  }

  private Split grow(Split split, int budget) {
    Acquisition acquisition = new Acquisition(features, known.canonicalForms());
    acquisition.add(split.order()[0]);
    acquisition.diverse(START - 1);
    while (acquisition.labelled().length < budget) {
      int[] training = acquisition.labelled();
      acquisition.batch(scores(training, split.seed()), training.length / 2);
    }
    return Split.startingWith(
        Arrays.copyOf(acquisition.labelled(), budget), known.size(), split.seed());
  }

  private Scores scores(int[] training, long seed) {
    try (Predictor predictor = Predictor.train(known.subset(training), settings, seed, device)) {
      return predictor.scoreWithUncertainty(known.examples(), DRAWS);
    }
  }
}
