package org.parzc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Examples;
import org.parzc.model.PredictorSettings;
import org.parzc.model.Scores;
import org.parzc.rankers.MabnRanker;
import org.parzc.rankers.Ranker;

/** Labelled architectures are ranked by what was trained on others. */
class CrossValidationTest {
  /** Two of each canonical form, but for the last. */
  private static final List<Example> EXAMPLES =
      Examples.withForms(Examples.learnable(23, 1), i -> "form " + i / 2);

  private static final double[] LABELS = Examples.labels(EXAMPLES);

  /** Scores an example by its label, and remembers what it was given. */
  private static final class Knowing implements Ranker {
    private final List<Set<Integer>> trained = Collections.synchronizedList(new ArrayList<>());
    private final List<Set<Integer>> ranked = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String name() {
      return "knowing";
    }

    private static Set<Integer> indices(List<Example> examples) {
      return new HashSet<>(examples.stream().map(EXAMPLES::indexOf).toList());
    }

    @Override
    public Scores rank(LabelledExamples labelled, List<Example> candidates, long seed) {
      assertThat(labelled.labels())
          .isEqualTo(
              labelled.examples().stream()
                  .mapToDouble(one -> LABELS[EXAMPLES.indexOf(one)])
                  .toArray());
      trained.add(indices(labelled.examples()));
      ranked.add(indices(candidates));
      double[] scores =
          candidates.stream().mapToDouble(one -> LABELS[EXAMPLES.indexOf(one)]).toArray();
      return new Scores(scores, scores);
    }
  }

  private static Predictions predict(Ranker ranker, int folds, int threads) {
    return CrossValidation.predict(
        ranker, new LabelledExamples(EXAMPLES, LABELS), folds, 7, threads, () -> {});
  }

  @Test
  void everyExampleIsRankedOnceByWhatDidNotSeeItsForm() {
    Knowing ranker = new Knowing();
    Predictions predictions = predict(ranker, 4, 1);
    assertThat(predictions.scores()).isEqualTo(LABELS);
    assertThat(predictions.standardDeviations()).isEqualTo(LABELS);
    assertThat(ranker.ranked)
        .hasSize(4)
        .flatExtracting(one -> one)
        .hasSize(23)
        .doesNotHaveDuplicates();
    for (int fold = 0; fold < 4; fold++) {
      Set<Integer> trained = ranker.trained.get(fold);
      assertThat(trained).hasSize(23 - ranker.ranked.get(fold).size());
      assertThat(ranker.ranked.get(fold))
          .hasSizeBetween(5, 6)
          .allSatisfy(
              i ->
                  assertThat(trained)
                      .noneMatch(
                          other ->
                              EXAMPLES
                                  .get(other)
                                  .canonicalForm()
                                  .equals(EXAMPLES.get(i).canonicalForm())));
    }
  }

  @Test
  void labelsOfAFoldDoNotReachItsOwnScores() {
    Ranker mabn = new MabnRanker(PredictorSettings.preset("default/epochs=2"));
    double[] before = predict(mabn, 3, 2).scores();
    Knowing folds = new Knowing();
    predict(folds, 3, 1);
    double[] poisoned = LABELS.clone();
    folds.ranked.get(0).forEach(i -> poisoned[i] = -poisoned[i]);
    double[] after =
        CrossValidation.predict(mabn, new LabelledExamples(EXAMPLES, poisoned), 3, 7, 1, () -> {})
            .scores();
    folds.ranked.get(0).forEach(i -> assertThat(after[i]).isEqualTo(before[i]));
    assertThat(folds.ranked.get(1)).anyMatch(i -> after[i] != before[i]);
  }

  @Test
  void threeFormsAreTooFew() {
    assertThatThrownBy(() -> CrossValidation.requireRoom(List.of("a", "b", "a", "c"), 2))
        .isInstanceOf(InputException.class)
        .hasMessage("folds: found 3 different labelled architectures, expected at least 4");
  }

  @Test
  void foldsNeedTwoKindsEach() {
    for (int wrong : new int[] {-1, 0, 1, 7}) {
      assertThatThrownBy(() -> predict(new Knowing(), wrong, 1))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "folds: found %d, expected 2 to 6, since 12 labelled architectures differ", wrong);
    }
  }
}
